// The inspections of one rule, made ready.
#include <fmt/format.h>

#include "base/text.h"
#include "ips/ruleset_builder.h"

namespace sig::ips {
namespace {

int variable_of(const std::string& name, std::map<std::string, int>& names, bool defines) {
  const auto known = names.find(name);
  if (known != names.end()) return known->second;
  if (!defines || names.size() >= most_variables) return -1;
  const int number = static_cast<int>(names.size());
  names.emplace(name, number);
  return number;
}

Amount amount_of(const std::optional<IpsAmount>& amount, std::map<std::string, int>& names) {
  if (!amount) return {};
  if (amount->variable.empty()) return {amount->number, -1};
  return {0, variable_of(amount->variable, names, false)};
}

bool is_relative(const IpsCheck& check) {
  return std::visit(
      [](const auto& what) {
        using What = std::decay_t<decltype(what)>;
        if constexpr (std::is_same_v<What, IpsContent>) {
          return what.is_relative();
        } else if constexpr (requires { what.relative; }) {
          return what.relative;
        } else {
          return false;
        }
      },
      check);
}

std::string pcre_text(const IpsPcre& pcre, bool& ignore_case) {
  std::string inline_flags;
  bool anchored = false;
  ignore_case = false;
  for (const char flag : pcre.flags) {
    if (flag == 'i') ignore_case = true;
    if (flag == 's' || flag == 'm' || flag == 'x' || flag == 'U') inline_flags.push_back(flag);
    if (flag == 'G') inline_flags.push_back('U');
    if (flag == 'A') anchored = true;
  }
  std::string text = inline_flags.empty() ? std::string() : fmt::format("(?{})", inline_flags);
  if (!anchored) return text + pcre.pattern;
  return text + "\\G(?:" + pcre.pattern + ")";
}

}  // namespace

bool RulesetBuilder::compile_inspections(CompiledRule& rule, Obstacle& obstacle) {
  Names names;
  for (const IpsInspection& inspection : rule.source->inspections) {
    CompiledInspection compiled;
    compiled.source = &inspection;
    compiled.value_class = value_class(inspection);
    if (!compile_steps(inspection.checks, names, compiled.steps, obstacle) ||
        !compile_steps(inspection.base64, names, compiled.base64, obstacle)) {
      return false;
    }
    rule.inspections.push_back(std::move(compiled));
  }
  return true;
}

std::uint32_t RulesetBuilder::value_class(const IpsInspection& inspection) {
  std::string key = std::to_string(static_cast<int>(inspection.buffer));
  for (const IpsTransformStep& step : inspection.transforms) {
    key += fmt::format(" {}:{}", static_cast<int>(step.transform), step.argument);
  }
  const auto [place, is_new] = value_class_numbers_.emplace(
      std::move(key), static_cast<std::uint32_t>(ruleset_->value_classes_.size()));
  if (!is_new) return place->second;
  ValueClass made;
  made.buffer = inspection.buffer;
  for (const IpsTransformStep& step : inspection.transforms) {
    CompiledTransform compiled{step.transform, step.argument, 0};
    if (step.transform == IpsTransform::Pcrexform) {
      IpsPcre pcre;
      pcre.pattern = step.argument;
      std::string unused;
      compile_regex(pcre, compiled.regex, unused);
    }
    made.transforms.push_back(std::move(compiled));
  }
  ruleset_->value_classes_.push_back(std::move(made));
  ruleset_->classes_of_buffers_[static_cast<size_t>(inspection.buffer)].push_back(place->second);
  return place->second;
}

bool RulesetBuilder::compile_steps(const std::vector<IpsCheck>& checks,
                                   Names& names,
                                   std::vector<Step>& steps,
                                   Obstacle& obstacle) {
  for (const IpsCheck& check : checks) {
    Step step;
    step.check = &check;
    if (!compile_step(check, names, step, obstacle)) return false;
    if (!steps.empty() && is_relative(check)) steps.back().next_is_relative = true;
    steps.push_back(std::move(step));
  }
  // What follows a check that moves nothing counts from the check before it.
  for (size_t i = steps.size(); i-- > 1;) {
    const bool moves = std::holds_alternative<IpsContent>(*steps[i].check) ||
                       std::holds_alternative<IpsPcre>(*steps[i].check);
    if (!moves && steps[i].next_is_relative) steps[i - 1].next_is_relative = true;
  }
  return true;
}

bool RulesetBuilder::compile_step(const IpsCheck& check,
                                  Names& names,
                                  Step& step,
                                  Obstacle& obstacle) {
  if (const auto* content = std::get_if<IpsContent>(&check)) {
    step.needle = content->ignore_case ? to_lower_ascii(content->bytes) : content->bytes;
    step.offset = amount_of(content->offset, names);
    step.depth = amount_of(content->depth, names);
    step.distance = amount_of(content->distance, names);
    step.within = amount_of(content->within, names);
  } else if (const auto* pcre = std::get_if<IpsPcre>(&check)) {
    if (compile_regex(*pcre, step.regex, obstacle.reason)) return true;
    obstacle.keyword = "pcre";
    obstacle.at = pcre->span;
    obstacle.is_mistake = true;
    return false;
  } else if (const auto* test = std::get_if<IpsByteTest>(&check)) {
    step.bytes = amount_of(test->bytes, names);
    step.value = amount_of(test->value, names);
    step.offset = amount_of(test->offset, names);
  } else if (const auto* jump = std::get_if<IpsByteJump>(&check)) {
    step.bytes = amount_of(jump->bytes, names);
    step.offset = amount_of(jump->offset, names);
  } else if (const auto* extract = std::get_if<IpsByteExtract>(&check)) {
    step.result = variable_of(extract->name, names, true);
  } else if (const auto* math = std::get_if<IpsByteMath>(&check)) {
    step.bytes = amount_of(math->bytes, names);
    step.value = amount_of(math->value, names);
    step.result = variable_of(math->result, names, true);
  } else if (const auto* data = std::get_if<IpsIsDataAt>(&check)) {
    step.offset = amount_of(data->offset, names);
  } else if (const auto* set = std::get_if<IpsDataset>(&check)) {
    if (!set->load.empty() || set->is_reputation) {
      obstacle = {set->is_reputation ? "datarep" : "dataset",
                  "the file of its values is not read here",
                  set->span};
      return false;
    }
    step.dataset = dataset(*set);
  }
  return true;
}

bool RulesetBuilder::compile_regex(const IpsPcre& pcre,
                                   std::uint32_t& number,
                                   std::string& reason) {
  bool ignore_case = false;
  std::string text = pcre_text(pcre, ignore_case);
  const auto known = regex_numbers_.find({text, ignore_case});
  if (known != regex_numbers_.end()) {
    number = known->second;
    return true;
  }
  if (const auto error = match::Pcre::check(text, ignore_case)) {
    reason = fmt::format("PCRE2 refuses the pattern: {}", error->message);
    return false;
  }
  number = static_cast<std::uint32_t>(ruleset_->regexes_.size());
  ruleset_->regexes_.push_back({text, ignore_case});
  regex_numbers_.emplace(std::pair(std::move(text), ignore_case), number);
  return true;
}

std::uint32_t RulesetBuilder::dataset(const IpsDataset& set) {
  const auto [place, is_new] = dataset_numbers_.emplace(
      set.name, static_cast<std::uint32_t>(ruleset_->datasets_.sets.size()));
  if (is_new) ruleset_->datasets_.sets.push_back({set.name, set.type, {}});
  return place->second;
}

}  // namespace sig::ips
