#include "bundle/seal.h"

#include <fmt/format.h>

#include "base/digest.h"
#include "base/text.h"

namespace sig::bundle {
namespace {

constexpr std::string_view family = "sigctl-bundle/";
constexpr std::string_view leader = "sigctl-bundle/1 sha256:";
constexpr size_t hex_digits = 64;
constexpr size_t header_bytes = leader.size() + hex_digits + 1;
constexpr std::string_view copy_again = "copy it again, or compile it again from its sources";

Error unknown_header(std::string_view bytes, std::string_view name) {
  if (!bytes.starts_with(family)) {
    return input_error(
        fmt::format(
            "{} is not a bundle: it does not begin with {}", quote(name, 240), quote(family)),
        "make one with sigctl compile");
  }
  const std::string_view rest = bytes.substr(family.size());
  return input_error(
      fmt::format("{} has bundle format {}; this sigctl reads 1",
                  quote(name, 240),
                  quote(rest.substr(0, rest.find_first_of(" \n")), 16)),
      "open it with the sigctl that wrote it, or compile the sources again with this one");
}

}  // namespace

std::string add_seal(std::string_view payload) {
  std::string out(leader);
  out.reserve(header_bytes + payload.size());
  out += sha256(payload).hex();
  out += '\n';
  out += payload;
  return out;
}

Result<SealedPayload> check_seal(std::string_view bytes, std::string_view name) {
  if (!bytes.starts_with(leader)) return unknown_header(bytes, name);
  const auto stated = parse_digest(bytes.substr(leader.size(), hex_digits));
  if (!stated || bytes.size() < header_bytes || bytes[header_bytes - 1] != '\n') {
    return input_error(fmt::format("{} has a damaged header line", quote(name, 240)),
                       std::string(copy_again));
  }
  const std::string_view payload = bytes.substr(header_bytes);
  const Digest found = sha256(payload);
  if (found != *stated) {
    return input_error(
        fmt::format("{} was changed or cut: its header states SHA-256 {}, its bytes have {}",
                    quote(name, 240),
                    stated->hex(),
                    found.hex()),
        std::string(copy_again));
  }
  return SealedPayload(payload);
}

}  // namespace sig::bundle
