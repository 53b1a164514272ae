// SMB 1 (MS-CIFS, MS-SMB): messages with their AndX chains.
#include <algorithm>

#include "protocol/endian_cursor.h"
#include "protocol/smb_flow.h"

namespace sig::protocol {
namespace {

constexpr size_t header_size = 32;
constexpr int longest_chain = 16;

enum Command : std::uint8_t {
  Close = 0x04,
  Write = 0x0b,
  Trans = 0x25,
  WriteAndClose = 0x2c,
  OpenAndx = 0x2d,
  ReadAndx = 0x2e,
  WriteAndx = 0x2f,
  Negotiate = 0x72,
  SetupAndx = 0x73,
  TreeAndx = 0x75,
  CreateAndx = 0xa2,
  None = 0xff,
};

bool has_andx(std::uint8_t command) {
  return command == OpenAndx || command == ReadAndx || command == WriteAndx ||
         command == SetupAndx || command == TreeAndx || command == CreateAndx || command == 0x24 ||
         command == 0x74;
}

struct Message {
  std::string_view all;  ///< from the signature on
  std::uint32_t status = 0;
  bool is_unicode = false;
  std::uint16_t tree = 0, user = 0, process = 0, multiplex = 0;

  std::uint64_t number() const {
    return (std::uint64_t{user} << 32U) | (std::uint64_t{process} << 16U) | multiplex;
  }
  std::string handle(std::string_view fid) const {
    std::string out(fid);
    out.push_back(static_cast<char>(user & 0xffU));
    out.push_back(static_cast<char>(user >> 8U));
    return out;
  }
  /// Bytes at an offset that the message names; fewer when it ends before.
  std::string_view at(size_t offset, size_t length) const {
    return offset >= all.size() ? std::string_view{} : all.substr(offset, length);
  }
};

/// One command of a message: its words and its bytes.
struct Part {
  std::uint8_t command = None;
  std::string_view words, bytes;
  size_t bytes_at = 0;  ///< in the message
};

bool read_part(const Message& message, size_t at, Part& part) {
  if (at >= message.all.size()) return false;
  EndianCursor cursor(message.all.substr(at));
  const size_t words = size_t{2} * cursor.u8();
  part.words = cursor.take(words);
  const size_t count = cursor.n16();
  part.bytes_at = message.all.size() - cursor.bytes.size();
  if (!cursor.ok) return false;
  // Large writes count past what the field can hold.
  part.bytes = cursor.bytes.substr(0, count);
  return true;
}

/// A string at the front of `bytes`, which stand at `at` in the message.
std::string take_text(std::string_view& bytes, size_t at, bool is_unicode) {
  if (!is_unicode) {
    const size_t end = std::min(bytes.find('\0'), bytes.size());
    std::string out(bytes.substr(0, end));
    bytes.remove_prefix(std::min(bytes.size(), end + 1));
    return out;
  }
  if (at % 2 == 1 && !bytes.empty()) bytes.remove_prefix(1);
  size_t end = 0;
  while (end + 1 < bytes.size() && (bytes[end] != 0 || bytes[end + 1] != 0))
    end += 2;
  std::string out = smb_text(bytes.substr(0, end));
  bytes.remove_prefix(std::min(bytes.size(), end + 2));
  return out;
}

class Reader {
 public:
  Reader(SmbFlow& flow, const Message& message, bool to_server, AppSink& sink)
      : flow_(flow), message_(message), to_server_(to_server), sink_(sink) {}

  bool request(const Part& part);
  bool response(const Part& part);

 private:
  bool tree_request(const Part& part);
  bool create_request(const Part& part);
  bool write_request(const Part& part);
  bool write_andx_request(const Part& part);
  bool read_request(const Part& part);
  bool trans_request(const Part& part);
  bool setup_request(const Part& part);
  bool negotiate_request(const Part& part);
  bool close_request(const Part& part);
  bool read_response(const Part& part);
  bool trans_response(const Part& part);
  void content(const std::string& handle,
               std::uint64_t offset,
               std::string_view bytes,
               std::uint64_t size);
  void wait(const Part& part, SmbFlow::Request request) {
    request.command = part.command;
    flow_.wait((message_.number() << 8U) | part.command, std::move(request));
  }
  bool take(const Part& part, SmbFlow::Request& out) {
    return flow_.take((message_.number() << 8U) | part.command, part.command, out);
  }

  SmbFlow& flow_;
  const Message& message_;
  bool to_server_;
  AppSink& sink_;
};

bool Reader::request(const Part& part) {
  switch (part.command) {
    case TreeAndx:
      return tree_request(part);
    case CreateAndx:
      return create_request(part);
    case WriteAndx:
      return write_andx_request(part);
    case Write:
    case WriteAndClose:
      return write_request(part);
    case ReadAndx:
      return read_request(part);
    case Trans:
      return trans_request(part);
    case SetupAndx:
      return setup_request(part);
    case Negotiate:
      return negotiate_request(part);
    case Close:
      return close_request(part);
    default:
      return true;
  }
}

bool Reader::tree_request(const Part& part) {
  EndianCursor words(part.words);
  words.take(6);  // chain, flags
  const size_t password = words.n16();
  std::string_view bytes = part.bytes;
  if (!words.ok || password > bytes.size()) return false;
  bytes.remove_prefix(password);
  SmbFlow::Request one;
  one.name = take_text(bytes, part.bytes_at + password, message_.is_unicode);
  one.transaction = flow_.transactions++;
  wait(part, std::move(one));
  return true;
}

bool Reader::create_request(const Part& part) {
  EndianCursor words(part.words);
  words.take(5);  // chain, reserved
  words.n16();    // length of the name
  if (!words.ok) return false;
  std::string_view bytes = part.bytes;
  SmbFlow::Request one;
  one.name = take_text(bytes, part.bytes_at, message_.is_unicode);
  one.transaction = flow_.transactions++;
  wait(part, std::move(one));
  return true;
}

void Reader::content(const std::string& handle,
                     std::uint64_t offset,
                     std::string_view bytes,
                     std::uint64_t size) {
  if (flow_.is_rpc(message_.tree, handle, bytes)) {
    flow_.pipe_data(to_server_, handle, bytes, sink_);
  } else {
    flow_.files.chunk(to_server_, handle, offset, bytes, size, flow_.transactions);
  }
}

bool Reader::write_andx_request(const Part& part) {
  EndianCursor words(part.words);
  words.take(4);
  const std::string handle = message_.handle(words.take(2));
  std::uint64_t offset = words.n32();
  words.take(8);  // time out, mode, remaining
  size_t size = size_t{words.n16()} << 16U;
  size |= words.n16();
  const size_t at = words.n16();
  if (!words.ok) return false;
  if (words.bytes.size() >= 4) offset |= std::uint64_t{words.n32()} << 32U;
  content(handle, offset, message_.at(at, size), size);
  return true;
}

bool Reader::write_request(const Part& part) {
  EndianCursor words(part.words);
  const std::string handle = message_.handle(words.take(2));
  const size_t size = words.n16();
  const std::uint64_t offset = words.n32();
  if (!words.ok) return false;
  // A pad byte before the data of Write And Close; a buffer type and a length before that of Write.
  const size_t before = part.command == Write ? 3 : 1;
  content(handle, offset, message_.at(part.bytes_at + before, size), size);
  if (part.command == WriteAndClose) flow_.close(handle, sink_);
  return true;
}

bool Reader::read_request(const Part& part) {
  EndianCursor words(part.words);
  words.take(4);
  SmbFlow::Request one;
  one.handle = message_.handle(words.take(2));
  one.offset = words.n32();
  words.take(10);  // most, least, most high or time out, remaining
  if (words.bytes.size() >= 4) one.offset |= std::uint64_t{words.n32()} << 32U;
  wait(part, std::move(one));
  return part.words.size() >= 10;
}

bool Reader::trans_request(const Part& part) {
  EndianCursor words(part.words);
  words.take(22);  // totals, most, flags, time out, reserved, parameters
  const size_t size = words.n16();
  const size_t at = words.n16();
  const unsigned setup = words.u8();
  words.u8();
  if (!words.ok) return false;
  if (setup < 2) return true;  // no named pipe
  words.n16();                 // function
  const std::string handle = message_.handle(words.take(2));
  if (!words.ok) return false;
  SmbFlow::Request one;
  one.handle = handle;
  wait(part, std::move(one));
  const std::string_view data = message_.at(at, size);
  if (flow_.is_rpc(message_.tree, handle, data)) flow_.pipe_data(true, handle, data, sink_);
  return true;
}

bool Reader::setup_request(const Part& part) {
  constexpr size_t words_of_extended = 24;
  if (part.words.size() == words_of_extended) flow_.credentials(part.bytes, sink_);
  return true;
}

bool Reader::negotiate_request(const Part& part) {
  std::string_view left = part.bytes;
  bool is_well = true;
  while (!left.empty()) {
    const size_t end = std::min(left.find('\0'), left.size());
    is_well = is_well && end > 1;
    left.remove_prefix(std::min(left.size(), end + 1));
  }
  if (!is_well) flow_.event(true, "negotiate_malformed_dialects", sink_);
  return true;
}

bool Reader::close_request(const Part& part) {
  if (part.words.size() < 2) return false;
  flow_.close(message_.handle(part.words.substr(0, 2)), sink_);
  return true;
}

bool Reader::response(const Part& part) {
  SmbFlow::Request asked;
  switch (part.command) {
    case TreeAndx:
      if (!take(part, asked) || message_.status != 0) return true;
      flow_.connect_tree(message_.tree, part.bytes.starts_with("IPC"), asked, sink_);
      return true;
    case CreateAndx:
      if (!take(part, asked) || message_.status != 0) return true;
      if (part.words.size() < 7) return false;
      flow_.files.open(message_.handle(part.words.substr(5, 2)), std::move(asked.name));
      return true;
    case ReadAndx:
      return read_response(part);
    case Trans:
      return trans_response(part);
    default:
      return true;
  }
}

bool Reader::read_response(const Part& part) {
  SmbFlow::Request asked;
  if (!take(part, asked)) return true;
  if (part.words.empty()) return true;  // an error
  EndianCursor words(part.words);
  words.take(10);  // chain, remaining, compaction, reserved
  size_t size = words.n16();
  const size_t at = words.n16();
  size |= size_t{words.n16()} << 16U;
  if (!words.ok) return false;
  if (size != 0) content(asked.handle, asked.offset, message_.at(at, size), size);
  return true;
}

bool Reader::trans_response(const Part& part) {
  SmbFlow::Request asked;
  if (!take(part, asked) || part.words.empty()) return true;
  EndianCursor words(part.words);
  words.take(12);  // totals, reserved, parameters
  const size_t size = words.n16();
  const size_t at = words.n16();
  if (!words.ok) return false;
  const std::string_view data = message_.at(at, size);
  if (!data.empty() && flow_.is_rpc(message_.tree, asked.handle, data))
    flow_.pipe_data(false, asked.handle, data, sink_);
  return true;
}

}  // namespace

void smb1_message(SmbFlow& flow, bool to_server, std::string_view all, AppSink& sink) {
  if (all.size() < header_size) return flow.event(to_server, "malformed_data", sink);
  Message message;
  message.all = all;
  EndianCursor header(all.substr(4));
  Part part;
  part.command = header.u8();
  message.status = header.n32();
  const bool is_response = (header.u8() & 0x80U) != 0;
  message.is_unicode = (header.n16() & 0x8000U) != 0;
  header.take(12);  // process high, signature, reserved
  message.tree = header.n16();
  message.process = header.n16();
  message.user = header.n16();
  message.multiplex = header.n16();
  if (is_response == to_server)
    return flow.event(to_server, to_server ? "response_to_server" : "request_to_client", sink);
  Reader reader(flow, message, to_server, sink);
  size_t at = header_size;
  for (int i = 0; i < longest_chain; ++i) {
    if (!read_part(message, at, part) ||
        !(to_server ? reader.request(part) : reader.response(part))) {
      return flow.event(to_server, "malformed_data", sink);
    }
    if (!has_andx(part.command) || part.words.size() < 4) return;
    EndianCursor chain(part.words);
    const std::uint8_t next = chain.u8();
    chain.u8();
    const size_t next_at = chain.n16();
    if (next == None || next_at <= at || next_at >= all.size()) return;
    part.command = next;
    at = next_at;
  }
}

}  // namespace sig::protocol
