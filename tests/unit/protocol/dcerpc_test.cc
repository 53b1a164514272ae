#include <catch2/catch.hpp>

#include "session_units.h"

namespace sig::protocol {
namespace {

std::vector<Said> conversation() {
  return {{true, dcerpc_bind()},
          {false, dcerpc_bind_ack(0)},
          {true, dcerpc_request(1, 12, "first ") + dcerpc_request(2, 12, "second")},
          {false, dcerpc_response("answer")}};
}

}  // namespace

TEST_CASE("a DCERPC call has its interface, its operation and its fragments put together") {
  const Lines seen = lines_of(135, conversation());
  CHECK(seen.has("dcerpc >1 dcerpc.stub_data=first second #12 if+"));
  CHECK(seen.has("dcerpc <1 dcerpc.stub_data=answer #12 if+"));
}

TEST_CASE("an interface that the server refused is not accepted") {
  auto pieces = conversation();
  pieces[1].bytes = dcerpc_bind_ack(2);
  CHECK(lines_of(135, pieces).has("dcerpc >1 dcerpc.stub_data=first second #12 if-"));
}

TEST_CASE("DCERPC is the same however it is cut") {
  const auto whole = lines_of(135, conversation()).lines;
  for (unsigned seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    CHECK(lines_of(135, cut(conversation(), seed)).lines == whole);
  }
}

}  // namespace sig::protocol
