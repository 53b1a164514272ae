#include <catch2/catch.hpp>
#include <random>

#include "base/sanitizer.h"
#include "tests/support/daemon_process.h"
#include "tests/support/load_client.h"
#include "tests/support/rules_folder.h"

using namespace sig;
using test::KeptConnection;

namespace {

/// Two sets: the first blocks aaaa, the second bbbb. Each names itself in its verdicts.
struct TwoSets {
  TempFolder temp = *TempFolder::create("reload");
  test::RulesFolder rules{temp.path()};
  SealedBundle first = test::bundle_of({test::uri_signature("only-first", "aaaa")});
  SealedBundle second = test::bundle_of({test::uri_signature("only-second", "bbbb")});
  std::string first_name;
  std::string second_name;

  TwoSets() {
    first_name = rules.put_current(first, test::activation_for(first, 1));
    second_name = rules.put(test::activation_for(second, 2), second.bytes);
  }

  /// Does the verdict on aaaa (0) or bbbb (1) fit one of the sets whole?
  std::function<bool(size_t, const push::HttpReply&)> fits_one_set() const {
    return [a = first.digest.hex(), b = second.digest.hex()](size_t request,
                                                             const push::HttpReply& reply) {
      const bool says_first = reply.body.find(a) != std::string::npos;
      const bool says_second = reply.body.find(b) != std::string::npos;
      const bool blocks = reply.body.find("\"verdict\":\"block\"") != std::string::npos;
      const bool must_block = request == 0 ? says_first : says_second;
      return reply.status == 200 && says_first != says_second && blocks == must_block;
    };
  }
};

const std::vector<std::string> two_requests{KeptConnection::check_request("/aaaa", "192.0.2.1"),
                                            KeptConnection::check_request("/bbbb", "192.0.2.2")};

size_t resident_kib(pid_t pid) {
  std::ifstream in("/proc/" + std::to_string(pid) + "/status");
  std::string word;
  while (in >> word) {
    if (word != "VmRSS:") continue;
    size_t kib = 0;
    in >> kib;
    return kib;
  }
  return 0;
}

size_t entries(const std::string& folder) {
  return static_cast<size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

}  // namespace

TEST_CASE("reloads under load lose no request, mix no sets and leak nothing") {
  TwoSets sets;
  test::DaemonProcess daemon(sets.temp.path(), {"--threads", "2"});
  const std::string proc = "/proc/" + std::to_string(daemon.child().pid());
  test::Load load(daemon.url(), 4, two_requests, sets.fits_one_set());
  const size_t threads = entries(proc + "/task");
  constexpr int reloads = 200;
  size_t resident_early = 0;
  size_t descriptors_early = 0;
  for (int i = 1; i <= reloads; ++i) {
    sets.rules.make_current(i % 2 == 0 ? sets.first_name : sets.second_name);
    const Json reloaded = daemon.ask({{"command", "reload"}});
    INFO(reloaded.dump());
    REQUIRE(reloaded["ok"] == true);
    if (i == 20) {
      resident_early = resident_kib(daemon.child().pid());
      descriptors_early = entries(proc + "/fd");
    }
  }
  const size_t resident_late = resident_kib(daemon.child().pid());
  // The control client of the last reload may still be there on either side.
  CHECK(test::eventually([&] { return entries(proc + "/fd") <= descriptors_early; }));
  CHECK(entries(proc + "/task") == threads);
  load.stop();
  CHECK(load.failed() == 0);
  CHECK(load.wrong() == 0);
  CHECK(load.answered() > reloads);
  if (!is_sanitized) {
    CHECK(resident_late <= resident_early + resident_early / 20 + 8 * 1024);
  }
  WARN(load.answered() << " requests during " << reloads << " reloads; resident " << resident_early
                       << " then " << resident_late << " KiB");
}

TEST_CASE("sets that are damaged, too big or not the ones that were named never come into force") {
  TwoSets sets;
  test::DaemonProcess daemon(sets.temp.path());
  test::Load load(daemon.url(), 2, two_requests, sets.fits_one_set());
  const std::uint32_t seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  const Activation activation = test::activation_for(sets.second, 2);
  const std::string folder = sets.temp.path() + "/generations/" + sets.second_name;
  const std::string& good = sets.second.bytes;
  const auto flip = [&](std::string bytes) {
    bytes[random() % bytes.size()] ^= static_cast<char>(1U << random() % 8U);
    return bytes;
  };
  constexpr std::uint64_t rounds = 100;
  sets.rules.make_current(sets.second_name);
  for (std::uint64_t round = 0; round < rounds; ++round) {
    sets.rules.put(activation, good);
    switch (round % 7) {
      case 0:
        sets.rules.put(activation, flip(good));
        break;
      case 1:
        sets.rules.put(activation, good.substr(0, random() % good.size()));
        break;
      case 2:
        std::filesystem::resize_file(folder + "/bundle.sigctl", (256U << 20U) + 1);
        break;
      case 3:
        sets.rules.put(activation, sets.first.bytes);
        break;
      case 4:
        REQUIRE(write_atomically(folder + "/activation.json",
                                 activation_document(activation).substr(random() % 50 + 1)));
        break;
      case 5:
        std::filesystem::remove(folder + "/bundle.sigctl");
        break;
      default:
        sets.rules.put(activation, good + "x");
    }
    REQUIRE(daemon.ask({{"command", "reload"}})["ok"] == false);
  }
  const Json status = daemon.ask({{"command", "status"}});
  load.stop();
  CHECK(load.failed() == 0);
  CHECK(load.wrong() == 0);
  CHECK(status["bundle"] == sets.first.digest.hex());
  CHECK(status["reloads_ok"] == 0);
  CHECK(status["reloads_failed"] == rounds);
  CHECK(status["last_fault"]["what"].get<std::string>().ends_with("; the rules in force stay"));
  WARN(load.answered() << " requests during " << rounds << " bad reloads");
}

TEST_CASE("testing a generation does not put it in force") {
  TwoSets sets;
  const test::DaemonProcess daemon(sets.temp.path());
  const Json tested = daemon.ask({{"command", "test"}, {"generation", sets.second_name}});
  CHECK(tested["ok"] == true);
  CHECK(tested["signatures"] == 1);
  CHECK(daemon.check("/bbbb")["verdict"] == "pass");
  CHECK(daemon.ask({{"command", "test"}, {"generation", "3-0123456789ab"}})["ok"] == false);
}

TEST_CASE("a daemon that is killed during a reload comes back with a whole set") {
  TwoSets sets;
  test::DaemonProcess daemon(sets.temp.path());
  const std::uint32_t seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 20; ++round) {
    const bool is_second = random() % 2 == 0;
    sets.rules.make_current(is_second ? sets.second_name : sets.first_name);
    std::thread reload([&] { daemon.ask({{"command", "reload"}}); });
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 20000));
    daemon.child().end(SIGKILL);
    reload.join();
    daemon.start();
    CHECK(daemon.check(is_second ? "/bbbb" : "/aaaa")["verdict"] == "block");
    CHECK(daemon.check(is_second ? "/aaaa" : "/bbbb")["verdict"] == "pass");
  }
}

TEST_CASE("a daemon whose current set is damaged starts with the newest good older one") {
  TwoSets sets;
  const SealedBundle third = test::bundle_of({test::uri_signature("only-third", "cccc")});
  const SealedBundle fourth = test::bundle_of({test::uri_signature("only-fourth", "dddd")});
  sets.rules.make_current(sets.rules.put(test::activation_for(third, 3), "damaged"));
  // Staged, but never meant to run.
  sets.rules.put(test::activation_for(fourth, 4), fourth.bytes);
  SECTION("the one before it") {
    const test::DaemonProcess daemon(sets.temp.path());
    CHECK(daemon.check("/bbbb")["verdict"] == "block");
    CHECK(daemon.log().find("falling back to the older generation " + sets.second_name) !=
          std::string::npos);
    CHECK(daemon.ask({{"command", "status"}})["last_fault"]["what"].get<std::string>().find(
              "is damaged") != std::string::npos);
  }
  SECTION("the one before that") {
    sets.rules.put(test::activation_for(sets.second, 2), "damaged too");
    const test::DaemonProcess daemon(sets.temp.path());
    CHECK(daemon.check("/aaaa")["verdict"] == "block");
  }
}
