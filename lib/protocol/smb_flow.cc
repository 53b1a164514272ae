#include "protocol/smb_flow.h"

#include <algorithm>

#include "protocol/endian_cursor.h"

namespace sig::protocol {
namespace {

constexpr size_t most_waiting = 512;
constexpr size_t most_trees = 256;
constexpr size_t most_pipes = 16;

/// A field of NTLMSSP: length, room, place.
std::string_view ntlmssp_field(std::string_view message, size_t at, bool& ok) {
  EndianCursor cursor(message.substr(std::min(at, message.size())));
  const size_t length = cursor.n16();
  cursor.n16();
  const size_t offset = cursor.n32();
  ok = ok && cursor.ok && offset <= message.size() && length <= message.size() - offset;
  return ok ? message.substr(offset, length) : std::string_view{};
}

}  // namespace

std::string smb_text(std::string_view bytes) {
  std::string out;
  std::copy_if(bytes.begin(), bytes.end(), std::back_inserter(out), [](char c) { return c != 0; });
  return out;
}

void SmbFlow::wait(std::uint64_t message, Request request) {
  if (waiting_.size() >= most_waiting) waiting_.erase(waiting_.begin());
  waiting_[message] = std::move(request);
}

bool SmbFlow::take(std::uint64_t message, std::uint16_t command, Request& out) {
  const auto found = waiting_.find(message);
  if (found == waiting_.end() || found->second.command != command) return false;
  out = std::move(found->second);
  waiting_.erase(found);
  return true;
}

void SmbFlow::connect_tree(std::uint32_t tree,
                           bool is_pipe,
                           const Request& request,
                           AppSink& sink) {
  if (!is_pipe) {
    pipe_trees_.erase(tree);
  } else if (pipe_trees_.size() < most_trees) {
    pipe_trees_[tree] = true;
  }
  parts_.clear();
  parts_.add(is_pipe ? IpsBuffer::SmbNamedPipe : IpsBuffer::SmbShare, request.name);
  parts_.show(AppProtocol::Smb, true, request.transaction, sink);
}

bool SmbFlow::is_rpc(std::uint32_t tree, std::string_view handle, std::string_view bytes) const {
  if (is_pipe(tree)) return true;
  const bool is_known = std::any_of(
      pipes_.begin(), pipes_.end(), [handle](const Pipe& pipe) { return pipe.handle == handle; });
  DcerpcHeader header;
  return is_known || (bytes.size() >= DcerpcHeader::size && bytes[1] == 0 && bytes[2] == 11 &&
                      read_dcerpc_header(bytes, header));
}

SmbFlow::Pipe* SmbFlow::pipe_of(std::string_view handle) {
  for (Pipe& pipe : pipes_)
    if (pipe.handle == handle) return &pipe;
  if (pipes_.size() >= most_pipes) pipes_.erase(pipes_.begin());
  pipes_.emplace_back().handle = std::string(handle);
  return &pipes_.back();
}

void SmbFlow::pipe_data(bool to_server,
                        std::string_view handle,
                        std::string_view bytes,
                        AppSink& sink) {
  Pipe& pipe = *pipe_of(handle);
  std::string& held = pipe.held[to_server ? 0 : 1];
  held.append(bytes);
  size_t used = 0;
  while (held.size() - used >= DcerpcHeader::size) {
    const std::string_view rest = std::string_view(held).substr(used);
    DcerpcHeader header;
    if (!read_dcerpc_header(rest, header)) {
      event(to_server, "malformed_data", sink);
      used = held.size();
      break;
    }
    if (rest.size() < header.length) break;
    if (!pipe.calls.fragment(to_server, rest.substr(0, header.length), transactions, sink))
      event(to_server, "malformed_data", sink);
    used += header.length;
  }
  held.erase(0, used);
}

void SmbFlow::close(std::string_view handle, AppSink& sink) {
  files.close(handle, sink);
  std::erase_if(pipes_, [handle](const Pipe& pipe) { return pipe.handle == handle; });
}

void SmbFlow::credentials(std::string_view blob, AppSink& sink) {
  constexpr std::string_view signature("NTLMSSP\0", 8);
  const size_t at = blob.find(signature);
  if (at == std::string_view::npos) return;
  const std::string_view message = blob.substr(at);
  EndianCursor cursor(message.substr(signature.size()));
  if (cursor.n32() != 3 || !cursor.ok) return;
  bool ok = true;
  const std::string domain = smb_text(ntlmssp_field(message, 28, ok));
  const std::string user = smb_text(ntlmssp_field(message, 36, ok));
  if (!ok) return event(true, "malformed_ntlmssp_request", sink);
  parts_.clear();
  parts_.add(IpsBuffer::SmbNtlmsspUser, user);
  parts_.add(IpsBuffer::SmbNtlmsspDomain, domain);
  parts_.show(AppProtocol::Smb, true, transactions++, sink);
}

void SmbFlow::event(bool to_server, std::string_view name, AppSink& sink) {
  parts_.clear();
  parts_.events.push_back(name);
  parts_.show(AppProtocol::Smb, to_server, transactions++, sink);
}

size_t SmbFlow::held_bytes() const {
  size_t held = files.held_bytes() + pipe_trees_.size() * 16;
  for (const auto& [message, request] : waiting_)
    held += sizeof(Request) + request.name.size() + request.handle.size();
  for (const Pipe& pipe : pipes_)
    held += sizeof(Pipe) + pipe.held[0].size() + pipe.held[1].size() + pipe.calls.held_bytes();
  return held;
}

}  // namespace sig::protocol
