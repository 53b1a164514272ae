#include "protocol/smb_files.h"

#include <algorithm>

namespace sig::protocol {
namespace {

constexpr size_t most_files = 128;  // open at once; the oldest makes room
constexpr size_t most_waiting = 32;
constexpr size_t most_kept = 8U << 20U;            // of all files of the flow
constexpr size_t most_waiting_bytes = 64U << 10U;  // of one chunk ahead of its time

}  // namespace

void SmbFiles::open(std::string handle, std::string name) {
  File& file = file_of(handle);
  for (Content& content : file.contents)
    drop(content);
  file.name = std::move(name);
}

SmbFiles::File& SmbFiles::file_of(std::string_view handle) {
  const auto found = std::find_if(
      files_.begin(), files_.end(), [handle](const File& file) { return file.handle == handle; });
  if (found != files_.end()) return *found;
  if (files_.size() >= most_files) {
    for (Content& content : files_.front().contents)
      drop(content);
    files_.erase(files_.begin());
  }
  files_.emplace_back().handle = std::string(handle);
  return files_.back();
}

void SmbFiles::append(Content& content, std::string_view bytes, std::uint64_t size, size_t limit) {
  const size_t room = limit - std::min(limit, content.bytes.size());
  content.bytes += affordable(bytes.substr(0, room));
  content.at += size;
  content.size += size;
}

std::string_view SmbFiles::affordable(std::string_view bytes) {
  bytes = bytes.substr(0, most_kept - kept_);
  kept_ += bytes.size();
  return bytes;
}

void SmbFiles::drop(Content& content) {
  kept_ -= content.bytes.size();
  for (const Waiting& one : content.waiting)
    kept_ -= one.bytes.size();
  content = Content{};
}

void SmbFiles::chunk(bool to_server,
                     std::string_view handle,
                     std::uint64_t offset,
                     std::string_view bytes,
                     std::uint64_t size,
                     std::uint32_t& transactions) {
  const size_t limit = to_server ? limits_.request_body : limits_.response_body;
  Content& content = file_of(handle).contents[to_server ? 0 : 1];
  if (!content.is_open) content.transaction = transactions++;
  // One that begins in the middle (midstream, a part that is read) is taken from there.
  if (!content.is_open) content.at = offset;
  content.is_open = true;
  if (offset > content.at) {
    if (content.waiting.size() < most_waiting)
      content.waiting.push_back(
          {offset, std::string(affordable(bytes.substr(0, most_waiting_bytes)))});
    return;
  }
  if (offset < content.at) {
    // As in Suricata, what was written first stays.
    ++content.overlaps;
    return;
  }
  append(content, bytes, size, limit);
  for (size_t i = 0; i < content.waiting.size();) {
    if (content.waiting[i].offset != content.at) {
      ++i;
      continue;
    }
    const Waiting next = std::move(content.waiting[i]);
    kept_ -= next.bytes.size();
    content.waiting.erase(content.waiting.begin() + static_cast<std::ptrdiff_t>(i));
    append(content, next.bytes, next.bytes.size(), limit);
    i = 0;
  }
}

void SmbFiles::show(File& file, bool to_server, AppSink& sink) {
  Content& content = file.contents[to_server ? 0 : 1];
  if (!content.is_open) return;
  parts_.clear();
  parts_.add(IpsBuffer::FileData, content.bytes);
  parts_.add(IpsBuffer::FileName, file.name);
  AppFile one;
  one.name = file.name;
  one.content = content.bytes;
  one.size = content.size;
  one.is_complete = content.waiting.empty();
  parts_.files.push_back(one);
  if (content.overlaps != 0) parts_.events.push_back("file_overlap");
  parts_.show(AppProtocol::Smb, to_server, content.transaction, sink);
  if (content.overlaps != 0) {
    // The event is of the transaction, whose other side has nothing else.
    parts_.clear();
    parts_.events.push_back("file_overlap");
    parts_.show(AppProtocol::Smb, !to_server, content.transaction, sink);
  }
  drop(content);
}

void SmbFiles::close(std::string_view handle, AppSink& sink) {
  const auto found = std::find_if(
      files_.begin(), files_.end(), [handle](const File& file) { return file.handle == handle; });
  if (found == files_.end()) return;
  show(*found, true, sink);
  show(*found, false, sink);
  files_.erase(found);
}

void SmbFiles::end(bool to_server, AppSink& sink) {
  for (File& file : files_)
    show(file, to_server, sink);
}

size_t SmbFiles::held_bytes() const {
  size_t held = 0;
  for (const File& file : files_) {
    held += sizeof(File) + file.handle.size() + file.name.size();
    for (const Content& content : file.contents) {
      held += content.bytes.size();
      for (const Waiting& one : content.waiting)
        held += one.bytes.size();
    }
  }
  return held;
}

}  // namespace sig::protocol
