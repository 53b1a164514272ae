#include <cstdint>

#include "daemon/auth_request.h"
#include "daemon/check_request.h"
#include "daemon/http_head.h"

/// The first byte chooses what reads the rest: a head of the HTTP port, or the body of /check.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  if (bytes[0] == 'H') {
    sig::daemon::HttpHead head;
    sig::daemon::AuthRequest request;
    if (sig::daemon::read_http_head(rest, {}, head) == 0) {
      (void)static_cast<bool>(sig::daemon::read_auth_request(head.headers, request));
    }
    return 0;
  }
  sig::Result<sig::daemon::CheckRequest> request = sig::daemon::CheckRequest::parse(rest, {});
  if (request) (void)static_cast<bool>(request->event());
  return 0;
}
