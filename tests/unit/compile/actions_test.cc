#include "compile/actions.h"

#include <catch2/catch.hpp>

#include "tests/support/hostile_texts.h"

namespace sig::compile {
namespace {

constexpr std::string_view rules =
    "# alert tcp any any -> any any (msg:\"off\"; sid:1;)\n"
    "alert tcp any any -> any any (msg:\"one; sid:9;\"; content:\"|3b|\\\";x\"; sid:1; rev:2;)\r\n"
    "\n"
    "drop  http $HOME_NET any -> any any ( msg:\"two\" ; sid : 2 ; )\n"
    "  alert udp any any -> any 53 (msg:\"three\"; \\\n    sid:3;)\n"
    "alert http (\n    msg:\"four\";\n    metadata:sigctl_id four, owner x;\n    sid:4;\n)\n"
    "alert tcp any any -> any any (msg:\"no number\";)\n"
    "reject ip any any -> any any (msg:\"five\"; gid:3; sid:5;)";

TEST_CASE("the rules of a text are found with their sid, whose they are and their action") {
  const auto found = rules_in(rules);
  std::vector<std::string> shown;
  for (const RuleInText& rule : found) {
    shown.push_back(std::to_string(rule.sid) + " " + rule.signature + " " +
                    std::string(rules.substr(rule.action_at, rule.action_size)));
  }
  CHECK(shown ==
        std::vector<std::string>{
            "1 sid-1 alert", "2 sid-2 drop", "3 sid-3 alert", "4 four alert", "5 sid-3-5 reject"});
}

TEST_CASE("the actions that are named are written, and no other byte") {
  const ActedText acted = with_actions(rules,
                                       {{1, RuleAction::Drop},
                                        {2, RuleAction::Alert},
                                        {4, RuleAction::Reject},
                                        {7, RuleAction::Drop}});
  CHECK(acted.rules == 3);
  CHECK(acted.unknown == std::vector<std::uint32_t>{7});
  std::string expected(rules);
  expected.replace(expected.find("drop  http"), 4, "alert");
  expected.replace(expected.find("\nalert tcp") + 1, 5, "drop");
  expected.replace(expected.find("alert http ("), 5, "reject");
  CHECK(acted.text == expected);
  CHECK(with_actions(rules, {}).text == rules);
}

TEST_CASE("whatever a text holds, all of it but the action words stays") {
  test::HostileTexts hostile(11);
  for (int i = 0; i < 3000; ++i) {
    std::string text;
    for (int line = 0; line < 6; ++line)
      text += (hostile.below(2) == 0 ? "alert tcp any any -> any any (msg:\"" : "") +
              hostile.text() + "\"; sid:" + std::to_string(hostile.below(4)) + ";)\n";
    std::map<std::uint32_t, RuleAction> drop;
    std::map<std::uint32_t, RuleAction> alert;
    for (std::uint32_t sid = 1; sid < 4; ++sid) {
      drop[sid] = RuleAction::Drop;
      alert[sid] = RuleAction::Alert;
    }
    const std::string dropped = with_actions(text, drop).text;
    // Back again gives the text, but for actions that were neither.
    std::string expected = text;
    const auto found = rules_in(text);
    for (auto rule = found.rbegin(); rule != found.rend(); ++rule)
      expected.replace(rule->action_at, rule->action_size, "drop");
    REQUIRE(dropped == expected);
    REQUIRE(rules_in(dropped).size() == found.size());
  }
}

TEST_CASE("a rule blocks where its signature may block") {
  Signature four;
  four.id = "four";
  four.action = Action::Block;
  four.confidence = Confidence::High;
  Signature native;
  native.id = "sid-2";
  native.action = Action::Block;
  native.confidence = Confidence::Low;
  Environment prod;
  prod.mode = Mode::Block;
  prod.block_at = Confidence::High;
  using Actions = std::map<std::uint32_t, RuleAction>;
  CHECK(actions_of(rules, {four, native}, prod, Time{}) ==
        Actions{{2, RuleAction::Alert}, {4, RuleAction::Drop}});
  CHECK(actions_of(rules, {four}, prod, Time{}, RuleAction::Reject) ==
        Actions{{4, RuleAction::Reject}});
  prod.mode = Mode::Detect;
  CHECK(actions_of(rules, {four}, prod, Time{}) == Actions{{4, RuleAction::Alert}});
}

}  // namespace
}  // namespace sig::compile
