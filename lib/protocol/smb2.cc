// SMB 2 and 3 (MS-SMB2): compounded messages; what is encrypted is not looked into.
#include <algorithm>

#include "protocol/endian_cursor.h"
#include "protocol/smb_flow.h"

namespace sig::protocol {
namespace {

constexpr size_t header_size = 64;
constexpr int longest_chain = 64;
constexpr std::uint32_t pipe_transceive = 0x0011c017;
constexpr std::uint32_t status_pending = 0x103, status_overflow = 0x80000005;
constexpr std::string_view same_handle(
    "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 16);

enum Command : std::uint16_t {
  Setup = 1,
  TreeConnect = 3,
  Create = 5,
  Close = 6,
  Read = 8,
  Write = 9,
  Ioctl = 11,
};

struct Message {
  std::string_view all;  ///< header and body
  std::uint32_t status = 0;
  std::uint16_t command = 0;
  std::uint64_t number = 0;
  std::uint32_t tree = 0;

  EndianCursor body() const { return EndianCursor(all.substr(header_size)); }
  std::string_view at(size_t offset, size_t length) const {
    return offset >= all.size() ? std::string_view{} : all.substr(offset, length);
  }
};

class Reader {
 public:
  Reader(SmbFlow& flow, bool to_server, AppSink& sink)
      : flow_(flow), to_server_(to_server), sink_(sink) {}

  bool request(const Message& message);
  bool response(const Message& message);

 private:
  bool write_request(const Message& message);
  bool read_request(const Message& message);
  bool ioctl_request(const Message& message);
  bool named_request(const Message& message, size_t skipped);
  bool read_response(const Message& message);
  bool ioctl_response(const Message& message);
  /// In a chain, a request may mean the handle of the one before it.
  std::string handle_of(std::string_view bytes) {
    if (bytes != same_handle) handle_ = std::string(bytes);
    return handle_;
  }
  void content(const Message& message,
               const std::string& handle,
               std::uint64_t offset,
               std::string_view bytes,
               std::uint64_t size);

  SmbFlow& flow_;
  bool to_server_;
  AppSink& sink_;
  std::string handle_;
};

void Reader::content(const Message& message,
                     const std::string& handle,
                     std::uint64_t offset,
                     std::string_view bytes,
                     std::uint64_t size) {
  if (flow_.is_rpc(message.tree, handle, bytes)) {
    flow_.pipe_data(to_server_, handle, bytes, sink_);
  } else {
    flow_.files.chunk(to_server_, handle, offset, bytes, size, flow_.transactions);
  }
}

/// A request that names something: a share, a file.
bool Reader::named_request(const Message& message, size_t skipped) {
  EndianCursor body = message.body();
  body.take(skipped);
  const size_t at = body.n16();
  const size_t size = body.n16();
  if (!body.ok || at + size > message.all.size()) return false;
  SmbFlow::Request one;
  one.command = message.command;
  one.name = smb_text(message.at(at, size));
  one.transaction = flow_.transactions++;
  flow_.wait(message.number, std::move(one));
  return true;
}

bool Reader::write_request(const Message& message) {
  EndianCursor body = message.body();
  body.n16();
  const size_t at = body.n16();
  const std::uint64_t size = body.n32();
  const std::uint64_t offset = body.n64();
  const std::string handle = handle_of(body.take(16));
  if (!body.ok) return false;
  content(message, handle, offset, message.at(at, size), size);
  return true;
}

bool Reader::read_request(const Message& message) {
  EndianCursor body = message.body();
  body.take(8);  // size, padding, flags, length
  SmbFlow::Request one;
  one.command = message.command;
  one.offset = body.n64();
  one.handle = handle_of(body.take(16));
  if (!body.ok) return false;
  flow_.wait(message.number, std::move(one));
  return true;
}

bool Reader::ioctl_request(const Message& message) {
  EndianCursor body = message.body();
  body.n32();
  const std::uint32_t code = body.n32();
  const std::string handle = handle_of(body.take(16));
  const size_t at = body.n32();
  const size_t size = body.n32();
  if (!body.ok) return false;
  if (code != pipe_transceive) return true;
  SmbFlow::Request one;
  one.command = message.command;
  one.handle = handle;
  flow_.wait(message.number, std::move(one));
  flow_.pipe_data(true, handle, message.at(at, size), sink_);
  return true;
}

bool Reader::request(const Message& message) {
  EndianCursor body = message.body();
  switch (message.command) {
    case Setup: {
      body.take(12);
      const size_t at = body.n16();
      const size_t size = body.n16();
      if (body.ok) flow_.credentials(message.at(at, size), sink_);
      return body.ok;
    }
    case TreeConnect:
      return named_request(message, 4);
    case Create:
      return named_request(message, 44);
    case Write:
      return write_request(message);
    case Read:
      return read_request(message);
    case Ioctl:
      return ioctl_request(message);
    case Close:
      body.take(8);
      handle_of(body.take(16));
      if (body.ok) flow_.close(handle_, sink_);
      return body.ok;
    default:
      return true;
  }
}

bool Reader::read_response(const Message& message) {
  SmbFlow::Request asked;
  if (!flow_.take(message.number, Read, asked)) return true;
  if (message.status != 0 && message.status != status_overflow) return true;
  EndianCursor body = message.body();
  body.n16();
  const size_t at = body.u8();
  body.u8();
  const std::uint64_t size = body.n32();
  if (!body.ok) return false;
  content(message, asked.handle, asked.offset, message.at(at, size), size);
  return true;
}

bool Reader::ioctl_response(const Message& message) {
  SmbFlow::Request asked;
  if (!flow_.take(message.number, Ioctl, asked)) return true;
  if (message.status != 0 && message.status != status_overflow) return true;
  EndianCursor body = message.body();
  body.take(32);  // size, code, handle, input
  const size_t at = body.n32();
  const size_t size = body.n32();
  if (!body.ok) return false;
  flow_.pipe_data(false, asked.handle, message.at(at, size), sink_);
  return true;
}

bool Reader::response(const Message& message) {
  if (message.status == status_pending) return true;
  SmbFlow::Request asked;
  EndianCursor body = message.body();
  switch (message.command) {
    case TreeConnect:
      if (!flow_.take(message.number, TreeConnect, asked) || message.status != 0) return true;
      body.n16();
      flow_.connect_tree(message.tree, body.u8() == 2, asked, sink_);
      return body.ok;
    case Create: {
      if (!flow_.take(message.number, Create, asked) || message.status != 0) return true;
      body.take(64);
      const std::string_view handle = body.take(16);
      if (body.ok && !flow_.is_pipe(message.tree))
        flow_.files.open(std::string(handle), std::move(asked.name));
      return body.ok;
    }
    case Read:
      return read_response(message);
    case Ioctl:
      return ioctl_response(message);
    default:
      return true;
  }
}

}  // namespace

void smb2_messages(SmbFlow& flow, bool to_server, std::string_view messages, AppSink& sink) {
  Reader reader(flow, to_server, sink);
  for (int i = 0; i < longest_chain && !messages.empty(); ++i) {
    if (messages.size() < header_size || !messages.starts_with("\xfeSMB"))
      return flow.event(to_server, "malformed_data", sink);
    EndianCursor header(messages.substr(8));
    Message message;
    message.status = header.n32();
    message.command = header.n16();
    header.n16();
    const bool is_response = (header.n32() & 1U) != 0;
    const size_t next = header.n32();
    message.number = header.n64();
    header.n32();
    message.tree = header.n32();
    if (next != 0 && (next < header_size || next > messages.size()))
      return flow.event(to_server, "malformed_data", sink);
    message.all = next == 0 ? messages : messages.substr(0, next);
    if (is_response == to_server)
      return flow.event(to_server, to_server ? "response_to_server" : "request_to_client", sink);
    if (!(to_server ? reader.request(message) : reader.response(message)))
      return flow.event(to_server, "malformed_data", sink);
    if (next == 0) return;
    messages.remove_prefix(next);
  }
}

}  // namespace sig::protocol
