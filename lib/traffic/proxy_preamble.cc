#include "traffic/proxy_preamble.h"

#include <algorithm>

#include "traffic/byte_order.h"

namespace sig::traffic {
namespace {

constexpr Preamble more{Looks::More, 0};
constexpr Preamble no{Looks::No, 0};

// VN CD DSTPORT DSTIP USERID NUL, and a host name with its NUL where the address is 0.0.0.x.
Preamble read_socks4(std::string_view bytes) {
  constexpr size_t fixed = 8;
  constexpr size_t longest_text = 256;
  if (bytes.size() >= 2 && byte_at(bytes, 1) != 1 && byte_at(bytes, 1) != 2) return no;
  if (bytes.size() < fixed) return more;
  size_t end = bytes.find('\0', fixed);
  if (end == std::string_view::npos) return bytes.size() < fixed + longest_text ? more : no;
  const std::uint32_t address = big32(bytes, 4);
  if (address != 0 && address < 256) {
    const size_t host = end + 1;
    end = bytes.find('\0', host);
    if (end == std::string_view::npos) return bytes.size() < host + longest_text ? more : no;
  }
  return {Looks::Yes, end + 1};
}

// The three messages of a SOCKS5 client follow each other on its side of the connection.
Preamble read_socks5(std::string_view bytes) {
  if (bytes.size() < 2) return more;
  size_t at = 2 + size_t{byte_at(bytes, 1)};
  if (bytes.size() < at + 2) return more;
  if (byte_at(bytes, at) == 1) {  // user name and password
    const size_t password = at + 2 + byte_at(bytes, at + 1);
    if (bytes.size() < password + 1) return more;
    at = password + 1 + byte_at(bytes, password);
    if (bytes.size() < at + 2) return more;
  }
  if (byte_at(bytes, at) != 5) return no;
  if (bytes.size() < at + 5) return more;
  size_t address = 0;
  switch (byte_at(bytes, at + 3)) {
    case 1:
      address = 4;
      break;
    case 3:
      address = 1 + size_t{byte_at(bytes, at + 4)};
      break;
    case 4:
      address = 16;
      break;
    default:
      return no;
  }
  const size_t end = at + 4 + address + 2;
  return bytes.size() < end ? more : Preamble{Looks::Yes, end};
}

Preamble read_proxy_line(std::string_view bytes) {
  constexpr size_t longest = 107;
  const size_t end = bytes.substr(0, longest).find('\n');
  if (end != std::string_view::npos) return {Looks::Yes, end + 1};
  return bytes.size() < longest ? more : no;
}

Preamble read_proxy_binary(std::string_view bytes) {
  constexpr size_t fixed = 16;
  if (bytes.size() < fixed) return more;
  const size_t end = fixed + big16(bytes, 14);
  return bytes.size() < end ? more : Preamble{Looks::Yes, end};
}

}  // namespace

Preamble read_preamble(std::string_view client_bytes) {
  using namespace std::string_view_literals;
  constexpr std::string_view line = "PROXY "sv;
  constexpr std::string_view binary = "\r\n\r\n\0\r\nQUIT\n"sv;
  if (client_bytes.empty()) return more;
  if (client_bytes[0] == 4) return read_socks4(client_bytes);
  if (client_bytes[0] == 5) return read_socks5(client_bytes);
  if (client_bytes.starts_with(line)) return read_proxy_line(client_bytes);
  if (client_bytes.starts_with(binary)) return read_proxy_binary(client_bytes);
  const bool may_be = line.starts_with(client_bytes) || binary.starts_with(client_bytes);
  return may_be ? more : no;
}

}  // namespace sig::traffic
