// SecLang read into the model: the words of a rule, directives, chains, includes, both dialects.
#include <catch2/catch.hpp>

#include "base/file.h"
#include "source/seclang.h"
#include "source/seclang_files.h"
#include "source/seclang_print.h"
#include "tests/support/seclang_files.h"

namespace sig {
namespace {

struct Reading {
  SecConfiguration set;
  Diagnostics diagnostics;
};

Reading read(const std::string& text, SecEngine engine = SecEngine::Any) {
  Reading out;
  test::SecMemoryFiles world;
  world.has_all_data = true;
  out.set = source::read_seclang({{"a.conf", text}}, {.engine = engine}, world, out.diagnostics);
  return out;
}

SecRule read_rule(const std::string& text) {
  Reading reading = read(text);
  INFO(text);
  INFO(reading.diagnostics.as_text());
  REQUIRE(reading.diagnostics.count(Level::Error) == 0);
  REQUIRE(reading.set.files[0].directives.size() == 1);
  return std::get<SecRule>(reading.set.files[0].directives[0].what);
}

template <class Value>
Value value_of(const std::string& action) {
  const SecRule rule = read_rule("SecAction \"id:1,phase:1,nolog," + action + "\"");
  REQUIRE(rule.actions.size() >= 4);
  return std::get<Value>(rule.actions[3].value);
}

struct Case {
  const char* text;
  const char* printed;
};

}  // namespace

TEST_CASE("variables keep collection, selector, exclusion and count") {
  const auto row = GENERATE(values<Case>({
      {"ARGS", "ARGS"},
      {"args:a|!Args:/^b/", "ARGS:a|!ARGS:/^b/"},
      {"&TX:score", "&TX:score"},
      {"XML:/*|XML://@*", "XML:/*|XML://@*"},
      {"&XML:/*|ARGS", "&XML:/*|ARGS"},
      {"ARGS,REQUEST_HEADERS:X-A", "ARGS|REQUEST_HEADERS:X-A"},
      {"ARGS:'/a|b/'|TX:1", "ARGS:'/a|b/'|TX:1"},
      {"ARGS:/a{1,2}/|TX:1", "ARGS:'/a{1,2}/'|TX:1"},
      {"REQUEST_HEADERS:a:b", "REQUEST_HEADERS:a:b"},
      {"TX.a", "TX:a"},
      {"ARGS:json.a.b", "ARGS:json.a.b"},
  }));
  DYNAMIC_SECTION(row.text) {
    const SecRule rule =
        read_rule(std::string("SecRule ") + row.text + " \"@rx a\" \"id:1,phase:2\"");
    CHECK(source::print_seclang(rule.variables) == row.printed);
  }
}

TEST_CASE("selectors are names, regexes or paths") {
  using S = SecVariable::Selector;
  const SecRule rule = read_rule("SecRule ARGS|ARGS:a|ARGS:/a/|XML:/a/ \"@rx a\" \"id:1,phase:2\"");
  REQUIRE(rule.variables.size() == 4);
  CHECK(rule.variables[0].selector_kind == S::None);
  CHECK(rule.variables[1].selector_kind == S::Name);
  CHECK(rule.variables[2].selector_kind == S::Regex);
  CHECK(rule.variables[2].selector == "a");
  CHECK(rule.variables[3].selector_kind == S::XPath);
  CHECK(rule.variables[3].selector == "/a/");
}

TEST_CASE("operators keep negation, name and argument") {
  const auto row = GENERATE(values<Case>({
      {"\"@rx ^a b\"", "@rx ^a b"},
      {"\"!@BEGINSWITH /a\"", "!@beginsWith /a"},
      {"\"^a\"", "^a"},
      {"\"!^a\"", "!^a"},
      {"'@contains a\"b'", "@contains a\"b"},
      {"\"@contains a\\\"b\"", "@contains a\"b"},
      {"\"@rx a\\\\\"", "@rx a\\\\"},
      {"\"@rx \\d\\'\"", "@rx \\d\\'"},
      {"\"@streq a \"", "@streq a "},
      {"a", "a"},
      {"\"@detectSQLi\"", "@detectSQLi"},
      {"\"@rx a\\\nb\"", "@rx ab"},
  }));
  DYNAMIC_SECTION(row.text) {
    const SecRule rule = read_rule(std::string("SecRule ARGS ") + row.text + " \"id:1,phase:2\"");
    CHECK(source::print_seclang(rule.test) == row.printed);
  }
}

TEST_CASE("actions keep their values") {
  const auto row = GENERATE(values<Case>({
      {"phase:request", "phase:2"},
      {"phase:'logging'", "phase:5"},
      {"severity:2", "severity:'CRITICAL'"},
      {"severity:'warning'", "severity:'WARNING'"},
      {"setvar:tx.a", "setvar:'tx.a'"},
      {"setvar:!TX.a", "setvar:'!tx.a'"},
      {"setvar:'tx.a=+%{tx.b}'", "setvar:'tx.a=+%{tx.b}'"},
      {"setvar:tx.a=-1", "setvar:'tx.a=-1'"},
      {"setvar:'tx.%{rule.id}-x=a, b'", "setvar:'tx.%{rule.id}-x=a, b'"},
      {"msg:'it\\'s, all'", "msg:'it\\'s, all'"},
      {"msg:'say \\\"hi\\\"'", "msg:'say \"hi\"'"},
      {"DENY", "deny"},
      {"status:403", "status:403"},
      {"allow:Phase", "allow:phase"},
      {"t:URLDECODE", "t:urlDecode"},
      {"ctl:ruleRemoveById=1-9", "ctl:ruleRemoveById=1-9"},
      {"ctl:RULEREMOVETARGETBYTAG=a/b;ARGS:c", "ctl:ruleRemoveTargetByTag=a/b;ARGS:c"},
      {"initcol:ip=%{REMOTE_ADDR}_%{tx.a}", "initcol:ip=%{REMOTE_ADDR}_%{tx.a}"},
      {"expirevar:IP.a=60", "expirevar:'ip.a=60'"},
      {"setenv:!A", "setenv:'!A'"},
      {"setenv:A=%{tx.a}", "setenv:'A=%{tx.a}'"},
      {"sanitizeMatched", "sanitiseMatched"},
      {"skip:2", "skip:2"},
      {"redirect:'http://a.example/?b=%{tx.c}'", "redirect:'http://a.example/?b=%{tx.c}'"},
      {"xmlns:a='http://b.example'", "xmlns:a='http://b.example'"},
      {"initcol:ip='a'", "initcol:ip='a'"},
      {"  multimatch  ", "multiMatch"},
  }));
  DYNAMIC_SECTION(row.text) {
    const SecRule rule =
        read_rule(std::string("SecAction \"id:1,phase:1,nolog,") + row.text + "\"");
    REQUIRE(rule.actions.size() == 4);
    CHECK(source::print_seclang(rule.actions[3]) == row.printed);
  }
}

TEST_CASE("values of actions are typed") {
  const auto set = value_of<SecSetVariable>("setvar:'tx.a_%{rule.id}=+%{tx.b}'");
  CHECK(set.change == SecSetVariable::Change::Add);
  CHECK(set.collection == "tx");
  REQUIRE(set.name.macros.size() == 1);
  CHECK(set.name.macros[0].collection == "rule");
  REQUIRE(set.value.macros.size() == 1);
  CHECK(set.value.macros[0].selector == "b");
  const auto control = value_of<SecControl>("ctl:ruleRemoveTargetById=942100;ARGS:a");
  CHECK(control.kind == SecCtlKind::RuleRemoveTargetById);
  CHECK(control.value.text == "942100");
  REQUIRE(control.targets.size() == 1);
  CHECK(control.targets[0].selector == "a");
  CHECK(value_of<std::uint64_t>("severity:NOTICE") == 5);
  CHECK(value_of<SecStartCollection>("initcol:IP=a").collection == "ip");
}

TEST_CASE("other directives are typed or kept") {
  const auto row = GENERATE(values<Case>({
      {"secruleengine DetectionOnly", "SecRuleEngine DetectionOnly"},
      {"SecComponentSignature \"a/1\"", "SecComponentSignature \"a/1\""},
      {"SecMarker END", "SecMarker \"END\""},
      {"SecDefaultAction 'phase:1,log,pass'", "SecDefaultAction \"phase:1,log,pass\""},
      {"SecRuleRemoveById 1 3-5", "SecRuleRemoveById 1 3-5"},
      {"SecRuleRemoveById 1,3-5", "SecRuleRemoveById 1 3-5"},
      {"SecRuleRemoveByTag attack-sqli", "SecRuleRemoveByTag \"attack-sqli\""},
      {"SecRuleUpdateTargetById 1-3 !ARGS:a|!ARGS:b",
       "SecRuleUpdateTargetById 1-3 \"!ARGS:a,!ARGS:b\""},
      {"SecRuleUpdateTargetByMsg 'a b' ARGS TX:a",
       "SecRuleUpdateTargetByMsg \"a b\" \"ARGS\" \"TX:a\""},
      {"SecRuleUpdateActionById 1:2 \"deny,status:403\"",
       "SecRuleUpdateActionById 1:2 \"deny,status:403\""},
      {"<IfModule security2_module>", "<IfModule security2_module>"},
      {"SecResponseBodyMimeType text/html text/plain",
       "SecResponseBodyMimeType text/html text/plain"},
  }));
  DYNAMIC_SECTION(row.text) {
    const Reading reading = read(row.text);
    INFO(reading.diagnostics.as_text());
    REQUIRE(reading.diagnostics.count(Level::Error) == 0);
    REQUIRE(reading.set.files[0].directives.size() == 1);
    CHECK(source::print_seclang(reading.set.files[0].directives[0]) ==
          std::string(row.printed) + "\n");
  }
}

TEST_CASE("a rule holds the rules that it is chained to") {
  const Reading reading = read(
      "SecRule ARGS \"@rx a\" \\\r\n    \"id:1,\\\r\n    phase:2,deny,chain\"\r\n"
      "    # a comment between\r\n"
      "    SecRule ARGS \"@rx b\" \"chain,t:none\"\r\n"
      "        SecRule ARGS \"@rx c\" \"t:lowercase\"\r\n"
      "SecRule ARGS \"@rx d\" \"id:2,phase:2,deny\"\r\n");
  INFO(reading.diagnostics.as_text());
  CHECK(reading.diagnostics.size() == 0);
  REQUIRE(reading.set.files[0].directives.size() == 2);
  const auto& first = std::get<SecRule>(reading.set.files[0].directives[0].what);
  REQUIRE(first.chained.size() == 2);
  CHECK(first.id() == 1);
  CHECK(first.phase() == 2);
  CHECK(first.chained[1].transformations() == std::vector<std::string>{"lowercase"});
  CHECK(reading.diagnostics.sources().place_of(first.chained[1].place).line == 6);
  CHECK(reading.diagnostics.sources().text_of(first.actions[1].place) == "phase:2");
}

TEST_CASE("an Include holds what it reads, in the order of names") {
  test::SecMemoryFiles world;
  world.files = {{"rules/b.conf", "SecMarker B"},
                 {"rules/a.conf", "Include more.conf\nSecMarker A"},
                 {"more.conf", "SecMarker M"}};
  Diagnostics diagnostics;
  const SecConfiguration set =
      source::read_seclang({{"a.conf", "SecMarker FIRST\nInclude rules/*.conf\nSecMarker LAST"}},
                           {},
                           world,
                           diagnostics);
  CHECK(diagnostics.size() == 0);
  std::string order;
  for (const SecDirective* directive : in_order(set))
    order += std::get<SecMarker>(directive->what).name + " ";
  CHECK(order == "FIRST M A B LAST ");
  CHECK(source::print_seclang(set.files[0]) ==
        "SecMarker \"FIRST\"\nInclude rules/*.conf\nSecMarker \"LAST\"\n");
}

TEST_CASE("files of a disk are found beside the file that names them") {
  auto work = TempFolder::create("seclang");
  REQUIRE(work);
  const std::string& root = work->path();
  REQUIRE(make_folders(root + "/rules"));
  REQUIRE(
      write_atomically(root + "/rules/2.conf", "SecRule ARGS \"@pmf 2.data\" \"id:2,phase:2\""));
  REQUIRE(
      write_atomically(root + "/rules/1.conf", "SecRule ARGS \"@pmf no.data\" \"id:1,phase:2\""));
  REQUIRE(write_atomically(root + "/rules/2.data", "a"));
  source::SecDiskFiles disk;
  Diagnostics diagnostics;
  const SecConfiguration set =
      source::read_seclang({{root + "/main.conf", "Include rules/*.conf"}}, {}, disk, diagnostics);
  CHECK(in_order(set).size() == 2);
  CHECK(diagnostics.count(Level::Error) == 1);
  CHECK(diagnostics.as_text().find("\"no.data\" of @pmf is not there") != std::string::npos);
}

TEST_CASE("what one engine refuses is an error for it, nothing for the other") {
  const auto row = GENERATE(values<std::pair<const char*, SecEngine>>({
      {"SecRule ARGS \"@rx a\" \"id:1,phase:2,maturity:5,tag:'a'\"", SecEngine::V3},
      {"SecRule ARGS \"@rx a\" \"id:1,phase:2,status:'403'\"", SecEngine::V3},
      {"SecRule ARGS \"@rx a\" \"id:1,phase:2,ver:a\"", SecEngine::V3},
      {"SecRule ARGS \"@rx a\" \"id:1,phase:2,msg:'100%'\"", SecEngine::V3},
      {"SecDefaultAction \"phase:2,pass,t:none\"", SecEngine::V3},
      {"SecRule TX.a \"@rx a\" \"id:1,phase:2\"", SecEngine::V2},
      {"SecRule ARGS \"@rx a\" \"id:1,phase:2,,pass\"", SecEngine::V3},
      {"SecRule USERAGENT_IP \"@rx a\" \"id:1,phase:2\"", SecEngine::V3},
      {"SecAction \"id:1,phase:2,initcol:session=a\"", SecEngine::V3},
      {"IncludeOptional a*.conf", SecEngine::V3},
      {"SecRule ARGS \"@rx a\" \"id:1,phase:2,chain\"\nSecRule ARGS \"@rx b\"\n# c", SecEngine::V3},
      {"SecDefaultAction \"phase:1,pass\"\nSecDefaultAction \"phase:1,deny\"", SecEngine::V3},
      {"SecRule TX \"@rx a\" \"id:1,phase:2\"", SecEngine::V2},
      {"SecRule ARGS \"@verifySVNR a\" \"id:1,phase:2\"", SecEngine::V2},
      {"SecRule ARGS \"@rx a\" \"id:1,phase:2,tag:a b\"", SecEngine::V2},
      {"SecDefaultAction \"pass\"", SecEngine::V2},
      {"# a \\\nSecMarker A", SecEngine::V2},
  }));
  DYNAMIC_SECTION(row.first) {
    const SecEngine other = row.second == SecEngine::V3 ? SecEngine::V2 : SecEngine::V3;
    const Reading refused = read(row.first, row.second);
    const Reading taken = read(row.first, other);
    const Reading any = read(row.first);
    INFO(refused.diagnostics.as_text());
    INFO(taken.diagnostics.as_text());
    CHECK(refused.diagnostics.has_errors());
    CHECK(taken.diagnostics.size() == 0);
    CHECK((!any.diagnostics.has_errors() && any.diagnostics.size() > 0));
  }
}

TEST_CASE("a comment with a backslash hides the next line from ModSecurity 2.9 only") {
  const std::string text = "# a \\\nSecMarker A\nSecMarker B";
  CHECK(read(text, SecEngine::V3).set.files[0].directives.size() == 2);
  CHECK(read(text, SecEngine::V2).set.files[0].directives.size() == 1);
}

TEST_CASE("names of the tables are found in any case, and kinds have rows") {
  for (const SecActionRow& row : seclang_actions()) {
    INFO(row.name);
    REQUIRE(row_of(row.kind) != nullptr);
    CHECK(find_sec_action(row.name)->kind == row.kind);
  }
  for (const SecCtlRow& row : seclang_controls())
    CHECK(row_of(row.kind) == &row);
  CHECK(find_sec_variable("request_headers")->name == "REQUEST_HEADERS");
  CHECK(find_sec_operator("RX")->name == "rx");
  CHECK(find_sec_transformation("URLDECODEUNI")->name == "urlDecodeUni");
  CHECK(find_sec_directive("secrule")->kind == SecDirectiveKind::Rule);
  CHECK(find_sec_variable("ARG") == nullptr);
}

}  // namespace sig
