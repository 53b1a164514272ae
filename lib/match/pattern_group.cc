#include "match/pattern_group.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "base/file.h"
#include "base/sanitizer.h"
#include "match/bounded_child.h"
#include "match/database_cache.h"

namespace sig::match {
namespace {

/// What a child says about one group: '=' flags and database, or '!' the refused pattern and why.
std::string compile_to_answer(std::vector<HsPattern> patterns) {
  const HsCompiled compiled = compile_patterns(patterns);
  if (compiled.database.empty()) return fmt::format("!{} {}", compiled.refused, compiled.error);
  CachedDatabase entry{compiled.database, {}};
  for (const HsPattern& pattern : patterns)
    entry.prefilters.push_back(pattern.prefilter);
  return "=" + cached_bytes(entry);
}

/// The outcome of one group.
struct Outcome {
  std::optional<CachedDatabase> entry;
  std::optional<size_t> refused;  ///< the pattern to blame, when it is known
  std::string reason;
};

Outcome read_answer(std::string_view answer, size_t patterns) {
  Outcome out;
  if (answer.starts_with('=')) {
    out.entry = parse_cached(answer.substr(1), patterns);
    if (!out.entry) out.reason = "the compiling process sent a damaged database";
    return out;
  }
  if (!answer.starts_with('!')) {
    out.reason = "the compiling process ended without an answer";
    return out;
  }
  const size_t space = answer.find(' ');
  const std::string number(answer.substr(1, space - 1));
  if (number != "-1") out.refused = std::stoul(number);
  out.reason = answer.substr(space + 1);
  return out;
}

Result<Outcome> compile_one(const std::vector<HsPattern>& patterns, const CompileOptions& options) {
  if (!options.in_child) return read_answer(compile_to_answer(patterns), patterns.size());
  const ChildResult child = TRY(run_in_bounded_child(
      [&patterns] { return compile_to_answer(patterns); }, group_cpu_seconds, group_memory_bytes));
  if (child.ended == ChildResult::Ended::Done) return read_answer(child.answer, patterns.size());
  Outcome out;
  out.reason = ended_text(child.ended, group_cpu_seconds, group_memory_bytes);
  return out;
}

bool adopt(const CachedDatabase& entry, PatternGroup& group) {
  group.database = HsDatabase::load(entry.database);
  for (size_t i = 0; i < group.patterns.size(); ++i)
    group.patterns[i].prefilter = entry.prefilters[i];
  return group.database != nullptr;
}

PatternGroup split_off_half(PatternGroup& group) {
  PatternGroup half;
  const auto middle = static_cast<std::ptrdiff_t>(group.patterns.size() / 2);
  half.patterns.assign(group.patterns.begin() + middle, group.patterns.end());
  half.owners.assign(group.owners.begin() + middle, group.owners.end());
  group.patterns.resize(static_cast<size_t>(middle));
  group.owners.resize(static_cast<size_t>(middle));
  return half;
}

/// Compiles `group` and appends what came of it to `out`.
Status compile_group(PatternGroup group,
                     const CompileOptions& options,
                     std::vector<PatternGroup>& out,
                     std::optional<PatternRefusal>& refusal) {
  const std::string path = options.cache_folder.empty()
                               ? std::string()
                               : join_path(options.cache_folder, cache_file_name(group.patterns));
  if (!path.empty()) {
    const auto cached = read_cached(path, group.patterns.size());
    if (cached && adopt(*cached, group)) {
      out.push_back(std::move(group));
      return ok();
    }
  }
  const Outcome outcome = TRY(compile_one(group.patterns, options));
  if (outcome.entry && adopt(*outcome.entry, group)) {
    if (!path.empty()) write_cached(path, *outcome.entry);
    out.push_back(std::move(group));
    return ok();
  }
  if (outcome.refused || group.patterns.size() == 1) {
    refusal = {group.owners[outcome.refused.value_or(0)], outcome.reason};
    return ok();
  }
  PatternGroup half = split_off_half(group);
  TRY(compile_group(std::move(group), options, out, refusal));
  if (refusal) return ok();
  return compile_group(std::move(half), options, out, refusal);
}

/// What one worker makes of one input group; kept apart so that the order stays the input's.
struct Slot {
  std::vector<PatternGroup> compiled;
  std::optional<PatternRefusal> refusal;
  std::optional<Error> error;
};

void work_through(std::vector<PatternGroup>& groups,
                  const CompileOptions& options,
                  std::atomic<size_t>& next,
                  std::atomic<bool>& failed,
                  std::vector<Slot>& slots) {
  for (size_t i = next++; i < groups.size() && !failed; i = next++) {
    Status status =
        compile_group(std::move(groups[i]), options, slots[i].compiled, slots[i].refusal);
    if (!status) slots[i].error = std::move(status).error();
    if (slots[i].error || slots[i].refusal) failed = true;
  }
}

}  // namespace

Result<std::vector<PatternGroup>> compile_groups(std::vector<PatternGroup> groups,
                                                 const CompileOptions& options,
                                                 std::optional<PatternRefusal>& refusal) {
  std::vector<Slot> slots(groups.size());
  std::atomic<size_t> next{0};
  std::atomic<bool> failed{false};
  const size_t cores = std::max(1U, std::thread::hardware_concurrency());
  // In this process one group after the other: then Hyperscan's memory is ours.
  const size_t workers = options.in_child && !is_sanitized ? std::min(cores, groups.size()) : 1;
  std::vector<std::thread> threads;
  for (size_t i = 1; i < workers; ++i) {
    threads.emplace_back([&] { work_through(groups, options, next, failed, slots); });
  }
  work_through(groups, options, next, failed, slots);
  for (std::thread& thread : threads)
    thread.join();

  std::vector<PatternGroup> out;
  for (Slot& slot : slots) {
    if (slot.error) return *std::move(slot.error);
    if (slot.refusal && !refusal) refusal = std::move(slot.refusal);
    std::move(slot.compiled.begin(), slot.compiled.end(), std::back_inserter(out));
  }
  if (refusal) out.clear();
  return out;
}

}  // namespace sig::match
