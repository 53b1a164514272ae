// What a Scanner promises besides the hits: no allocation, no flood, threads, reach.
#include <algorithm>
#include <catch2/catch.hpp>
#include <deque>
#include <thread>

#include "match/matcher.h"
#include "tests/support/counting_new.h"
#include "tests/support/random_events.h"

namespace sig::match {
namespace {

using testing::Dice;
using testing::RandomEvent;

Condition a_test(FieldRef field, Operator op, std::string value) {
  Condition out;
  out.kind = Condition::Kind::Test;
  out.test.field = std::move(field);
  out.test.op = op;
  out.test.values = {std::move(value)};
  return out;
}

Signature a_signature(std::string id, Condition condition, Surface on = Surface::HttpRequest) {
  Signature out;
  out.id = std::move(id);
  out.on = on;
  out.match = std::move(condition);
  return out;
}

Condition all_of(std::vector<Condition> children) {
  return {.kind = Condition::Kind::All, .test = {}, .children = std::move(children)};
}
Condition none_of(std::vector<Condition> children) {
  return {.kind = Condition::Kind::None, .test = {}, .children = std::move(children)};
}

std::shared_ptr<const Ruleset> compiled(std::vector<Signature> signatures) {
  auto ruleset = Ruleset::compile(std::move(signatures), {.in_child = false});
  if (!ruleset) FAIL(ruleset.error().message);
  return *std::move(ruleset);
}

std::vector<Signature> random_signatures(Dice& dice, size_t count) {
  std::vector<Signature> out;
  for (size_t i = 0; i < count; ++i)
    out.push_back(testing::random_signature(dice, i));
  return out;
}

TEST_CASE("a warm scanner does not allocate") {
  if (!testing::counts_allocations()) return;
  Dice dice(3);
  Scanner scanner(compiled(random_signatures(dice, 50)));
  std::deque<RandomEvent> events;
  for (int i = 0; i < 100; ++i)
    events.emplace_back(dice);
  for (int round = 0; round < 2; ++round) {
    for (const RandomEvent& event : events)
      scanner.scan(event.event());
  }
  const std::uint64_t before = testing::allocations_so_far();
  CHECK(std::string(100, 'x').size() == 100);
  REQUIRE(testing::allocations_so_far() > before);  // the counter counts
  const std::uint64_t start = testing::allocations_so_far();
  for (const RandomEvent& event : events)
    scanner.scan(event.event());
  CHECK(testing::allocations_so_far() == start);
}

TEST_CASE("a megabyte that matches everywhere is reported once and scanned once") {
  std::vector<Signature> signatures;
  for (const std::string pattern : {"a", "a+", ".", "[ab]{1,3}", "a|b", "(?s).+"}) {
    signatures.push_back(a_signature(
        pattern, a_test({FieldId::PacketPayload, ""}, Operator::Regex, pattern), Surface::Packet));
  }
  Scanner scanner(compiled(signatures));
  const std::string flood(1U << 20U, 'a');
  Event event;
  event.what = Packet{.payload = flood};
  CHECK(scanner.scan(event).hits.size() == signatures.size());
  CHECK(scanner.bytes_scanned() <= 2 * flood.size());
}

TEST_CASE("a regex that runs into its limit is undecided, and settled by what else is known") {
  const std::string slow = "(?:(a+)+)(?<!a)!";  // Hyperscan drops the lookbehind
  const FieldRef message{FieldId::LogMessage, ""};
  const Condition undecided = a_test(message, Operator::Regex, slow);
  const Condition yes = a_test(message, Operator::StartsWith, "aaa");
  const Condition no = a_test(message, Operator::StartsWith, "b");
  Scanner scanner(compiled({
      a_signature("0 undecided", undecided, Surface::Log),
      a_signature("1 with no", all_of({undecided, no}), Surface::Log),
      a_signature("2 with yes", all_of({undecided, yes}), Surface::Log),
      a_signature("3 none", none_of({undecided}), Surface::Log),
      a_signature("4 none with yes", none_of({undecided, yes}), Surface::Log),
  }));
  const std::string text = std::string(200, 'a') + "!";
  Event event;
  event.what = LogLine{.message = text};
  std::string got;
  for (const Hit& hit : scanner.scan(event).hits)
    got += std::to_string(hit.signature) + (hit.undecided ? "? " : " ");
  CHECK(got == "0? 2? 3? ");
}

TEST_CASE("only signatures whose rarest pattern was seen are candidates") {
  const FieldRef method{FieldId::HttpMethod, ""};
  const FieldRef uri{FieldId::HttpUri, ""};
  Scanner scanner(compiled({
      a_signature("0",
                  all_of({a_test(method, Operator::Equals, "GET"),
                          a_test(uri, Operator::Contains, "passwd")})),
      a_signature("1", a_test(uri, Operator::Contains, "/etc")),
      a_signature("2", none_of({a_test(uri, Operator::Contains, "shadow")})),
  }));
  Event event;
  event.what = HttpExchange{{.method = "GET", .uri = "/etc/hosts"}, {}};
  const ScanResult result = scanner.scan(event);
  CHECK(std::vector<std::uint32_t>(result.candidates.begin(), result.candidates.end()) ==
        std::vector<std::uint32_t>{1});
  REQUIRE(result.hits.size() == 2);
  CHECK(result.hits[0].signature == 1);
  CHECK(result.hits[1].signature == 2);
}

TEST_CASE("an event reaches the signatures whose fields it has") {
  const FieldRef body{FieldId::HttpBody, ""};
  const FieldRef status{FieldId::HttpStatus, ""};
  Condition has_no_body = a_test(body, Operator::Exists, "");
  has_no_body.test.wanted = false;
  Condition not_found = a_test(status, Operator::Equals, "404");
  Scanner scanner(compiled({
      a_signature("0 body", a_test(body, Operator::Contains, "x")),
      a_signature("1 no body", has_no_body),
      a_signature("2 uri", a_test({FieldId::HttpUri, ""}, Operator::Contains, "x")),
      a_signature("3 not the body", none_of({a_test(body, Operator::Contains, "x")})),
      a_signature("4 response", not_found, Surface::HttpResponse),
      a_signature("5 both", all_of({a_test(body, Operator::Contains, "x"), has_no_body})),
  }));
  const auto reach = [&scanner](const HttpExchange& exchange) {
    Event event;
    event.what = exchange;
    const auto set = scanner.reachable(scanner.scan(event).reach_class);
    return std::vector<std::uint32_t>(set.begin(), set.end());
  };
  using Set = std::vector<std::uint32_t>;
  CHECK(reach({{.uri = "/"}, {}}) == Set{1, 2, 3});
  CHECK(reach({{.uri = "/", .body = "y"}, {}}) == Set{0, 1, 2, 3, 5});
  CHECK(reach({{.uri = "/"}, HttpResponse{.status = 200}}) == Set{1, 2, 3, 4});
  CHECK(reach({{.uri = "/"}, {}}) == Set{1, 2, 3});
  CHECK(scanner.reach_classes() == 4);  // and "nothing"
}

TEST_CASE("law: what fires was reachable") {
  constexpr std::uint64_t seed = 11;
  CAPTURE(seed);
  Dice dice(seed);
  Scanner scanner(compiled(random_signatures(dice, 100)));
  for (int i = 0; i < 1000; ++i) {
    const RandomEvent random(dice);
    const ScanResult result = scanner.scan(random.event());
    const auto set = scanner.reachable(result.reach_class);
    for (const Hit& hit : result.hits)
      REQUIRE(std::binary_search(set.begin(), set.end(), hit.signature));
  }
}

TEST_CASE("scanners of several threads share one ruleset") {
  Dice dice(4);
  const auto ruleset = compiled(random_signatures(dice, 50));
  std::deque<RandomEvent> events;
  for (int i = 0; i < 100; ++i)
    events.emplace_back(dice);
  const auto hits_of = [&] {
    Scanner scanner(ruleset);
    size_t hits = 0;
    for (const RandomEvent& event : events)
      hits += scanner.scan(event.event()).hits.size();
    return hits;
  };
  const size_t alone = hits_of();
  std::vector<size_t> counts(4);
  std::vector<std::thread> threads;
  for (size_t& count : counts)
    threads.emplace_back([&count, &hits_of] { count = hits_of(); });
  for (std::thread& thread : threads)
    thread.join();
  CHECK(counts == std::vector<size_t>(4, alone));
}

}  // namespace
}  // namespace sig::match
