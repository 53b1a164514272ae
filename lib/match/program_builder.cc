#include "match/program_builder.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "match/event_values.h"
#include "match/triggers.h"
#include "model/names.h"

namespace sig::match {
namespace {

/// A longer text is looked for by its first bytes and then compared.
constexpr size_t max_literal_bytes = 128;

std::uint32_t size32(size_t size) {
  return static_cast<std::uint32_t>(size);
}

std::uint32_t event_bits(Surface surface) {
  switch (surface) {
    case Surface::HttpRequest:
    case Surface::HttpResponse:
      return 1U << static_cast<unsigned>(EventKind::Http);
    case Surface::Packet:
      return 1U << static_cast<unsigned>(EventKind::Packet);
    case Surface::Stream:
      return 1U << static_cast<unsigned>(EventKind::Stream);
    case Surface::Dns:
      return 1U << static_cast<unsigned>(EventKind::Dns);
    case Surface::Tls:
      return 1U << static_cast<unsigned>(EventKind::Tls);
    case Surface::Log:
      return 1U << static_cast<unsigned>(EventKind::Log);
    case Surface::Flow:
      return 0;  // a native rule: another engine's
  }
  return 0;
}

}  // namespace

ProgramBuilder::ProgramBuilder(std::vector<Signature> signatures)
    : program_(std::make_shared<Program>()) {
  program_->signatures_ = std::move(signatures);
  leaves_ = Leaves::collect(program_->signatures_);
  for (const Signature& signature : program_->signatures_) {
    program_->wanted_events_ |= event_bits(signature.on);
    program_->surfaces.push_back(surface_bit(signature.on));
  }
}

Result<std::shared_ptr<const Ruleset>> ProgramBuilder::build(const CompileOptions& options) {
  TRY(check_regexes());
  lay_out_fields();
  place_patterns();
  TRY(compile_patterns(options));
  for (const Signature& signature : program_->signatures_)
    program_->roots.push_back(flatten(signature.match));
  find_triggers();
  return std::shared_ptr<const Ruleset>(std::move(program_));
}

Error ProgramBuilder::refuse(std::uint32_t leaf,
                             std::string_view text,
                             std::string_view reason) const {
  const Signature& signature = leaves_.example(leaf);
  const Test& test = *leaves_.tests()[leaf];
  Error error = input_error(fmt::format("signature {}: {} {} on {} cannot be compiled: {}",
                                        quote(signature.id),
                                        to_string(test.op),
                                        quote(text),
                                        to_string(test.field),
                                        reason),
                            "run sigctl validate to see where it stands");
  if (signature.origin.file.empty()) return error;
  return std::move(error).during(
      fmt::format("compiling {}:{}", visible(signature.origin.file), signature.origin.line));
}

/// PCRE2 is what patterns mean: whatever engine runs one, PCRE2 must take it.
Status ProgramBuilder::check_regexes() const {
  for (std::uint32_t leaf = 0; leaf < leaves_.tests().size(); ++leaf) {
    const Test& test = *leaves_.tests()[leaf];
    if (test.op != Operator::Regex) continue;
    for (const std::string& pattern : test.values) {
      const auto error = Pcre::check(pattern, test.ignore_case);
      if (error) {
        return refuse(leaf, pattern, fmt::format("{} at offset {}", error->message, error->offset));
      }
    }
  }
  return ok();
}

/// Leaves come sorted by field, so the chains of one slot stand together.
void ProgramBuilder::lay_out_fields() {
  const auto tests = leaves_.tests();
  chain_of_leaf_.resize(tests.size());
  for (std::uint32_t leaf = 0; leaf < tests.size(); ++leaf) {
    const Test& test = *tests[leaf];
    if (program_->slots.empty() || program_->slots.back().field != test.field) {
      program_->slots.push_back(
          {.field = test.field, .first_chain = size32(program_->chains.size())});
    }
    FieldSlot& slot = program_->slots.back();
    slot.surfaces |= leaves_.surfaces(leaf);
    const bool is_text = is_text_test(test);
    program_->leaves.push_back({&test, size32(program_->slots.size() - 1), !is_text});
    if (!is_text) continue;
    slot.is_scanned = true;
    chain_of_leaf_[leaf] = add_chain(slot, test.decode);
    slot.chain_count = size32(program_->chains.size()) - slot.first_chain;
    for (int at = static_cast<int>(chain_of_leaf_[leaf]); at >= 0;
         at = program_->chains[static_cast<size_t>(at)].parent) {
      program_->chains[static_cast<size_t>(at)].surfaces |= leaves_.surfaces(leaf);
    }
  }
}

/// Walks from the raw values along `decode`, adding the chains that are missing.
std::uint32_t ProgramBuilder::add_chain(const FieldSlot& slot, std::span<const Decode> decode) {
  std::vector<Chain>& chains = program_->chains;
  if (chains.size() == slot.first_chain) chains.emplace_back();
  std::uint32_t at = slot.first_chain;
  for (const Decode step : decode) {
    std::uint32_t next = slot.first_chain;
    while (next < chains.size() &&
           (chains[next].parent != static_cast<int>(at) || chains[next].step != step))
      ++next;
    if (next == chains.size()) {
      chains.emplace_back();
      chains.back().parent = static_cast<int>(at);
      chains.back().step = step;
    }
    at = next;
  }
  return at;
}

void ProgramBuilder::place_patterns() {
  for (std::uint32_t leaf = 0; leaf < leaves_.tests().size(); ++leaf) {
    const Test& test = *leaves_.tests()[leaf];
    if (!is_text_test(test)) continue;
    if (test.op == Operator::Regex) {
      for (const std::string& pattern : test.values)
        add_pattern(leaf, pattern, {pattern, test.ignore_case, true}, Confirm::Nothing);
    } else {
      place_text(leaf);
    }
  }
}

void ProgramBuilder::place_text(std::uint32_t leaf) {
  const Test& test = *leaves_.tests()[leaf];
  Chain& chain = program_->chains[chain_of_leaf_[leaf]];
  for (const std::string& text : test.values) {
    if (test.op == Operator::Equals || test.op == Operator::OneOf) {
      (test.ignore_case ? chain.exact_ignoring_case : chain.exact).add(text, leaf);
      continue;
    }
    if (text.empty()) {
      chain.any_value.push_back(leaf);
      continue;
    }
    const bool is_cut = text.size() > max_literal_bytes;
    const std::string_view all(text);
    const bool from_end = test.op == Operator::EndsWith && is_cut;
    const std::string_view piece =
        from_end ? all.substr(all.size() - max_literal_bytes) : all.substr(0, max_literal_bytes);
    std::string expression = literal_expression(piece);
    // \z and not $, which also holds before a final line feed.
    if (test.op == Operator::StartsWith) expression.insert(0, "\\A");
    if (test.op == Operator::EndsWith) expression += "\\z";
    add_pattern(leaf,
                text,
                {std::move(expression), test.ignore_case, false},
                is_cut ? Confirm::Text : Confirm::Nothing);
  }
}

void ProgramBuilder::add_pattern(std::uint32_t leaf,
                                 std::string_view text,
                                 HsPattern pattern,
                                 Confirm confirm) {
  placed_.push_back({leaf, chain_of_leaf_[leaf], confirm, std::move(pattern), text});
}

std::uint32_t ProgramBuilder::flatten(const Condition& condition) {
  const std::uint32_t at = size32(program_->nodes.size());
  program_->nodes.push_back({.kind = condition.kind});
  if (condition.kind == Condition::Kind::Test) {
    program_->nodes[at].leaf = leaves_.number_of(condition.test);
    return at;
  }
  std::vector<std::uint32_t> children;
  for (const Condition& child : condition.children)
    children.push_back(flatten(child));
  program_->nodes[at].first_child = size32(program_->children.size());
  program_->nodes[at].child_count = size32(children.size());
  program_->children.insert(program_->children.end(), children.begin(), children.end());
  return at;
}

void ProgramBuilder::find_triggers() {
  std::vector<std::vector<std::uint32_t>> by_leaf(program_->leaves.size());
  for (std::uint32_t i = 0; i < program_->signatures_.size(); ++i) {
    const auto triggers = triggers_of(program_->signatures_[i].match, leaves_);
    if (!triggers) {
      program_->always.push_back(i);
      continue;
    }
    for (const std::uint32_t leaf : *triggers)
      by_leaf[leaf].push_back(i);
  }
  Postings& postings = program_->triggered_by;
  for (const std::vector<std::uint32_t>& signatures : by_leaf) {
    postings.starts.push_back(size32(postings.signatures.size()));
    postings.signatures.insert(postings.signatures.end(), signatures.begin(), signatures.end());
  }
  postings.starts.push_back(size32(postings.signatures.size()));
}

}  // namespace sig::match
