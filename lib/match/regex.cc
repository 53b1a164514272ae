#include "match/regex.h"

#include <cstring>

#include "match/bounded_child.h"
#include "match/cpu_clock.h"
#include "match/hyperscan.h"
#include "match/pcre.h"

namespace sig::match {
namespace {

/// What the child measures; sent as bytes over the pipe to the same program.
struct Measured {
  std::uint64_t cpu_ns = 0;
  std::uint64_t database_bytes = 0;
  RegexEngine engine = RegexEngine::Hyperscan;
};

/// "=" and Measured as bytes, or "!" and the reason.
std::string compile_and_measure(std::string_view pattern, bool ignore_case) {
  std::vector<HsPattern> patterns{{std::string(pattern), ignore_case, true}};
  const std::uint64_t start = process_cpu_ns();
  const HsCompiled compiled = compile_patterns(patterns);
  if (compiled.database.empty()) return "!" + compiled.error;
  const HsPattern& used = patterns.front();
  RegexEngine engine = RegexEngine::Hyperscan;
  if (used.prefilter) engine = RegexEngine::HyperscanThenPcre2;
  if (!is_filtered(used)) engine = RegexEngine::Pcre2;
  const Measured measured{process_cpu_ns() - start, compiled.database.size(), engine};
  std::string out(1 + sizeof measured, '=');
  std::memcpy(out.data() + 1, &measured, sizeof measured);
  return out;
}

}  // namespace

Result<RegexReport> examine_regex(std::string_view pattern, bool ignore_case) {
  RegexReport report;
  PcreError error;
  const auto compiled = Pcre::compile(pattern, ignore_case, error);
  if (!compiled) {
    report.error = error.message;
    report.error_offset = error.offset;
    return report;
  }
  report.matches_empty = compiled->matches_empty();
  const ChildResult child =
      TRY(run_in_bounded_child([&] { return compile_and_measure(pattern, ignore_case); },
                               regex_cpu_seconds,
                               regex_memory_bytes));
  if (child.ended != ChildResult::Ended::Done) {
    report.error = ended_text(child.ended, regex_cpu_seconds, regex_memory_bytes);
    return report;
  }
  if (!child.answer.starts_with('=') || child.answer.size() != 1 + sizeof(Measured)) {
    report.error = "hyperscan cannot run it: " +
                   (child.answer.empty() ? std::string("no answer") : child.answer.substr(1));
    return report;
  }
  Measured measured;
  std::memcpy(&measured, child.answer.data() + 1, sizeof measured);
  report.compiles = true;
  report.engine = measured.engine;
  report.compile_ns = measured.cpu_ns;
  report.database_bytes = measured.database_bytes;
  return report;
}

}  // namespace sig::match
