#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "model/signature.h"

namespace sig::match {

/// True when the test looks at values as text, so that engines can look for it.
bool is_text_test(const Test& test);

/// The different tests of all signatures, each once: same field, decodes, operator and operand.
/// Numbered in an order that does not depend on the order of the signatures.
class Leaves {
 public:
  static Leaves collect(const std::vector<Signature>& signatures);

  std::span<const Test* const> tests() const { return tests_; }
  /// The surfaces on which a leaf is asked for, one bit per Surface.
  std::uint32_t surfaces(std::uint32_t leaf) const { return surfaces_[leaf]; }
  /// A signature that holds the leaf, for messages.
  const Signature& example(std::uint32_t leaf) const { return *examples_[leaf]; }
  std::uint32_t number_of(const Test& test) const;

 private:
  struct Less {
    bool operator()(const Test* a, const Test* b) const;
  };
  struct Use {
    std::uint32_t number = 0;
    std::uint32_t surfaces = 0;
    const Signature* example = nullptr;
  };
  void add(const Condition& condition, const Signature& signature);

  std::map<const Test*, Use, Less> numbers_;
  std::vector<const Test*> tests_;
  std::vector<std::uint32_t> surfaces_;
  std::vector<const Signature*> examples_;
};

}  // namespace sig::match
