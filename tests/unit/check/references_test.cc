#include "check/references.h"

#include <catch2/catch.hpp>

namespace sig::check {

TEST_CASE("a reference is of a known kind and well formed") {
  struct Case {
    std::string_view reference, problem;
  };
  const auto c = GENERATE(values<Case>({
      {"cwe:22", ""},
      {"cwe:022", "has no CWE number"},
      {"cwe:", "has no CWE number"},
      {"capec:66", ""},
      {"cve:2021-44228", ""},
      {"cve:2014-0160", ""},
      {"cve:14-0160", "has no CVE number such as 2021-44228"},
      {"cve:2021-44", "has no CVE number such as 2021-44228"},
      {"CVE-2021-44228", "has no kind before a colon"},
      {"attack:T1190", ""},
      {"attack:T1110.001", ""},
      {"attack:1190", "names no technique such as T1190"},
      {"rfc:9110", ""},
      {"https://shop.example/runbook", ""},
      {"https://", "is no web address"},
      {"https://a b", "is no web address"},
      {"bug:12", "is of an unknown kind"},
  }));
  DYNAMIC_SECTION(c.reference) {
    CHECK(reference_problem(c.reference) == c.problem);
  }
}

}  // namespace sig::check
