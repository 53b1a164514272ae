#include "ips/inspect.h"

#include "ips/byte_value.h"
#include "ips/content_search.h"

namespace sig::ips {
namespace {

/// Steps that one rule may take on one event; Suricata's inspection-recursion-limit.
constexpr std::uint32_t most_steps = 3000;

const IpsContent& content_of(const Step& step) {
  return std::get<IpsContent>(*step.check);
}

}  // namespace

match::PcreMatch RegexBank::match(std::uint32_t regex,
                                  std::string_view text,
                                  bool first_group) {
  std::unique_ptr<const match::Pcre>& compiled = compiled_[regex];
  if (compiled == nullptr) {
    match::PcreError error;
    const Source& source = (*sources_)[regex];
    compiled = match::Pcre::compile(source.pattern, source.ignore_case, error);
    // The ruleset took only patterns that compile; without memory for one nothing is known.
    if (compiled == nullptr) return {.truth = match::Truth::Undecided};
  }
  return matcher_.match(*compiled, text, first_group);
}

void BufferInspector::begin_rule() {
  variables_.fill(0);
  budget_ = most_steps;
  undecided_ = false;
}

bool BufferInspector::holds(const CompiledInspection& inspection,
                            std::string_view buffer,
                            IpsEndian dce) {
  if (buffer.data() == nullptr) buffer = "";
  const Run all{&inspection.steps, &inspection.base64, buffer, dce};
  return run(all, 0, 0) == Verdict::Yes;
}

Verdict BufferInspector::run(const Run& run, size_t at, std::int64_t last) {
  if (at == run.steps->size()) return Verdict::Yes;
  if (budget_ == 0) {
    undecided_ = true;
    return Verdict::Never;
  }
  --budget_;
  switch (const IpsCheck& check = *(*run.steps)[at].check; check.index()) {
    case 0:
      return content(run, at, last);
    case 1:
      return regex(run, at, last);
    case 2:
      return byte_test(run, at, last);
    case 3:
      return byte_jump(run, at, last);
    case 4:
      return byte_extract(run, at, last);
    case 5:
      return byte_math(run, at, last);
    case 6:
      return is_data_at(run, at, last);
    case 7:
      if (!std::get<IpsBufferSize>(check).size.holds(run.buffer.size())) return Verdict::Never;
      return this->run(run, at + 1, last);
    case 8:
      return base64_decode(run, at, last);
    default:
      return dataset(run, at, last);
  }
}

Verdict BufferInspector::content(const Run& run, size_t at, std::int64_t last) {
  const Step& step = (*run.steps)[at];
  const IpsContent& content = content_of(step);
  const auto size = static_cast<std::int64_t>(run.buffer.size());
  const auto length = static_cast<std::int64_t>(step.needle.size());
  SearchRange range = search_range(content, step, size, last, variables_);
  if (content.ends_with) {
    // Only the tail can be it.
    if (range.end < size) {
      return content.negated ? this->run(run, at + 1, last) : Verdict::No;
    }
    range.begin = std::max(range.begin, size - length);
  }
  for (;;) {
    const auto found = find_content(run.buffer, range, step.needle, content.ignore_case);
    if (content.negated) {
      if (found) return content.is_relative() ? Verdict::No : Verdict::Never;
      return this->run(run, at + 1, last);
    }
    if (!found) return content.is_relative() ? Verdict::No : Verdict::Never;
    const Verdict rest = this->run(run, at + 1, *found + length);
    if (rest != Verdict::No || !step.next_is_relative) return rest;
    if (budget_ == 0) return Verdict::Never;
    range.begin = *found + 1;
  }
}

Verdict BufferInspector::regex(const Run& run, size_t at, std::int64_t last) {
  const Step& step = (*run.steps)[at];
  const auto& pcre = std::get<IpsPcre>(*step.check);
  size_t begin = pcre.relative ? static_cast<size_t>(last) : 0;
  for (;;) {
    if (begin > run.buffer.size()) return Verdict::No;
    const match::PcreMatch found = regexes_.match(step.regex, run.buffer.substr(begin));
    if (found.truth == match::Truth::Undecided) {
      undecided_ = true;
      return Verdict::Never;
    }
    if (found.truth == match::Truth::No) {
      if (pcre.negated) return this->run(run, at + 1, last);
      return pcre.relative ? Verdict::No : Verdict::Never;
    }
    if (pcre.negated) return pcre.relative ? Verdict::No : Verdict::Never;
    const size_t start = begin + found.start;
    const Verdict rest =
        this->run(run, at + 1, static_cast<std::int64_t>(start + found.length));
    if (rest != Verdict::No || !step.next_is_relative) return rest;
    if (budget_ == 0) return Verdict::Never;
    begin = start + 1;
  }
}

Verdict BufferInspector::is_data_at(const Run& run, size_t at, std::int64_t last) {
  const Step& step = (*run.steps)[at];
  const auto& check = std::get<IpsIsDataAt>(*step.check);
  const auto size = static_cast<std::int64_t>(run.buffer.size());
  const std::int64_t offset = step.offset.value(variables_);
  const bool is_there = check.relative ? last + offset <= size && last + offset >= 0
                                       : offset < size;
  if (is_there == check.negated) return check.relative ? Verdict::No : Verdict::Never;
  return this->run(run, at + 1, last);
}

Verdict BufferInspector::dataset(const Run& run, size_t at, std::int64_t last) {
  const Step& step = (*run.steps)[at];
  const auto& check = std::get<IpsDataset>(*step.check);
  if (!datasets_.holds(step.dataset, check, run.buffer)) return Verdict::Never;
  return this->run(run, at + 1, last);
}

}  // namespace sig::ips
