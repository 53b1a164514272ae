#include "base/process.h"

#include <catch2/catch.hpp>
#include <new>

namespace sig {
namespace {

TEST_CASE("a program runs by argv and its streams come back") {
  const auto result = run_process({"cat"}, {.stdin_bytes = std::string(300000, 'x')});
  REQUIRE(result);
  CHECK(result->exit_code == 0);
  CHECK(result->out.size() == 300000);
  CHECK_FALSE(run_process({"no-such-program-here"}));
  CHECK_FALSE(run_process({"sleep", "10"}, {.timeout = std::chrono::milliseconds(50)}));
}

TEST_CASE("a bounded child answers, and its limits end it") {
  CHECK(run_bounded([] { return std::string("yes"); })->answer == "yes");
  const auto spinning = run_bounded(
      [] {
        volatile int spins = 0;
        while (spins >= 0)
          spins = spins ^ 1;
        return std::string();
      },
      {.cpu = std::chrono::seconds(1), .memory_bytes = 0});
  CHECK(spinning->ended == ChildResult::Ended::CpuLimit);
  CHECK(run_bounded([]() -> std::string { throw std::bad_alloc(); })->ended ==
        ChildResult::Ended::MemoryLimit);
}

}  // namespace
}  // namespace sig
