#include <catch2/catch.hpp>

#include "session_units.h"

namespace sig::protocol {
namespace {

std::string wide(std::string_view text) {
  std::string out;
  for (const char c : text) {
    out.push_back(c);
    out.push_back('\0');
  }
  return out;
}

std::string record(const std::string& message) {
  std::string out = zeros(1);
  for (const unsigned shift : {16U, 8U, 0U})
    out.push_back(static_cast<char>((message.size() >> shift) & 0xffU));
  return out + message;
}

std::string smb2(bool is_response,
                 std::uint16_t command,
                 std::uint64_t number,
                 const std::string& body) {
  return record("\xfeSMB" + le(64, 2) + zeros(6) + le(command, 2) + zeros(2) + le(is_response, 4) +
                zeros(4) + le(number, 8) + zeros(4) + le(1, 4) + zeros(24) + body);
}

const std::string handle = "0123456789abcdef";

std::string smb2_named(std::uint16_t command,
                       std::uint64_t number,
                       size_t before,
                       std::string_view name) {
  const size_t at = 64 + before + 4;
  return smb2(
      false, command, number, zeros(before) + le(at, 2) + le(name.size() * 2, 2) + wide(name));
}
std::string smb2_write(std::uint64_t number, std::uint64_t offset, const std::string& bytes) {
  return smb2(
      false,
      9,
      number,
      le(49, 2) + le(112, 2) + le(bytes.size(), 4) + le(offset, 8) + handle + zeros(16) + bytes);
}
std::string smb2_close(std::uint64_t number) {
  return smb2(false, 6, number, zeros(8) + handle);
}

std::vector<Said> smb2_open(std::uint8_t share_type, std::string_view share) {
  return {{true, smb2_named(3, 1, 4, share)},
          {false, smb2(true, 3, 1, le(16, 2) + le(share_type, 1) + zeros(13))},
          {true, smb2_named(5, 2, 44, "a.txt")},
          {false, smb2(true, 5, 2, zeros(64) + handle)}};
}

std::vector<Said> smb2_writes() {
  auto pieces = smb2_open(1, "\\\\host\\data");
  pieces.push_back(
      {true, smb2_write(3, 0, "hello ") + smb2_write(4, 11, "!") + smb2_write(5, 6, "world")});
  pieces.push_back({true, smb2_close(6)});
  return pieces;
}

std::string smb1(bool is_response,
                 std::uint8_t command,
                 const std::string& words,
                 const std::string& bytes) {
  return record("\xffSMB" + le(command, 1) + zeros(4) + le(is_response ? 0x80 : 0, 1) + zeros(2) +
                zeros(12) + le(1, 2) + le(2, 2) + le(3, 2) + le(4, 2) + le(words.size() / 2, 1) +
                words + le(bytes.size(), 2) + bytes);
}

std::vector<Said> smb1_pipe() {
  const std::string chain = le(0xff, 4);
  const std::string stub = dcerpc_bind();
  return {{true,
           smb1(false,
                0x75,
                chain + zeros(2) + le(1, 2),
                zeros(1) + "\\\\host\\IPC$" + zeros(1) + "IPC" + zeros(1))},
          {false, smb1(true, 0x75, chain + zeros(2), "IPC" + zeros(1))},
          {true,
           smb1(false,
                0x2f,
                chain + le(5, 2) + zeros(12) + le(0, 2) + le(stub.size(), 2) + le(59, 2),
                stub)}};
}

}  // namespace

TEST_CASE("a share of files and a named pipe are told apart by the server's answer") {
  CHECK(lines_of(445, smb2_open(1, "\\\\host\\data")).has("smb >0 smb.share=\\\\host\\data"));
  CHECK(lines_of(445, smb2_open(2, "\\\\host\\IPC$")).has("smb >0 smb.named_pipe=\\\\host\\IPC$"));
}

TEST_CASE("a file is put together from writes out of order and shown when it is closed") {
  const Lines seen = lines_of(445, smb2_writes());
  CHECK(seen.has("smb >2 file.data=hello world! file.name=a.txt"));
}

TEST_CASE("a file written twice at one place is an event") {
  auto pieces = smb2_open(1, "\\\\host\\data");
  pieces.push_back({true, smb2_write(3, 0, "abc") + smb2_write(4, 1, "xyz") + smb2_close(5)});
  const Lines seen = lines_of(445, pieces);
  CHECK(std::any_of(seen.lines.begin(), seen.lines.end(), [](const std::string& line) {
    return line.find("!file_overlap") != std::string::npos;
  }));
}

TEST_CASE("SMB 1 names a pipe by its service") {
  CHECK(lines_of(139, smb1_pipe()).has("smb >0 smb.named_pipe=\\\\host\\IPC$"));
}

TEST_CASE("the user and the domain stand in the third message of NTLMSSP") {
  const std::string blob = "NTLMSSP" + zeros(1) + le(3, 4) + zeros(16) + le(4, 2) + le(4, 2) +
                           le(64, 4) + le(6, 2) + le(6, 2) + le(68, 4) + zeros(20) + wide("DO") +
                           wide("bob");
  const Lines seen = lines_of(
      445,
      {{true, smb2(false, 1, 1, zeros(12) + le(88, 2) + le(blob.size(), 2) + zeros(8) + blob)}});
  CHECK(seen.has("smb >0 smb.ntlmssp_user=bob smb.ntlmssp_domain=DO"));
}

TEST_CASE("DCERPC in a pipe is called through SMB") {
  auto pieces = smb2_open(2, "\\\\host\\IPC$");
  pieces.push_back({true, smb2_write(3, 0, dcerpc_bind())});
  pieces.push_back({true, smb2(false, 8, 4, zeros(8) + zeros(8) + handle)});
  const std::string ack = dcerpc_bind_ack(0);
  pieces.push_back(
      {false, smb2(true, 8, 4, le(17, 2) + le(80, 2) + le(ack.size(), 4) + zeros(8) + ack)});
  pieces.push_back({true, smb2_write(5, 0, dcerpc_request(3, 7, "stub"))});
  const Lines seen = lines_of(445, pieces);
  CHECK(std::any_of(seen.lines.begin(), seen.lines.end(), [](const std::string& line) {
    return line.find("dcerpc.stub_data=stub #7 if+") != std::string::npos;
  }));
}

TEST_CASE("SMB is the same however it is cut") {
  for (const auto& pieces : {smb2_writes(), smb1_pipe()}) {
    const auto whole = lines_of(445, pieces).lines;
    for (unsigned seed = 1; seed <= 200; ++seed) {
      CAPTURE(seed);
      CHECK(lines_of(445, cut(pieces, seed)).lines == whole);
    }
  }
}

TEST_CASE("a message from the wrong side is an event") {
  CHECK(lines_of(445, {{true, smb2(true, 3, 1, zeros(16))}}).has("smb >0 !response_to_server"));
}

}  // namespace sig::protocol
