#include "check/regex_facts.h"

#include <algorithm>

namespace sig::check {
namespace {

using Kind = RegexNode::Kind;

constexpr size_t widest_fixed_class = 4;

void collect_dead(const RegexNode& node,
                  const ByteSet& forbidden,
                  std::vector<const RegexNode*>& out) {
  for (const RegexNode& child : node.children) {
    if (node.kind == Kind::Alternation && !can_match_without(child, forbidden)) {
      out.push_back(&child);
    } else {
      collect_dead(child, forbidden, out);
    }
  }
}

/// What is known of the fixed texts in a node's matches.
struct Fixed {
  bool whole = false;  ///< every match is one fixed text, of length `tail`
  size_t tail = 0;     ///< fixed text at the end of every match
  size_t head = 0;     ///< fixed text at the start of every match
  size_t best = 0;     ///< longest fixed text inside
};

Fixed fixed_of(const RegexNode& node);

Fixed join(const Fixed& left, const Fixed& right) {
  Fixed out;
  out.whole = left.whole && right.whole;
  out.head = left.whole ? left.head + right.head : left.head;
  out.tail = right.whole ? left.tail + right.tail : right.tail;
  out.best = std::max({left.best, right.best, left.tail + right.head});
  return out;
}

Fixed fixed_of_repeat(const RegexNode& node) {
  if (node.least == 0) return {};
  const Fixed once = fixed_of(node.children.front());
  Fixed out = once;
  constexpr std::uint32_t enough = 16;
  for (std::uint32_t i = 1; i < std::min(node.least, enough); ++i)
    out = join(out, once);
  out.whole = once.whole && node.least == node.most && node.least <= enough;
  return out;
}

Fixed fixed_of_alternation(const RegexNode& node) {
  Fixed out = fixed_of(node.children.front());
  out.whole = false;
  for (const RegexNode& child : node.children) {
    const Fixed branch = fixed_of(child);
    out.best = std::min(out.best, branch.best);
    out.head = out.tail = 0;
  }
  return out;
}

Fixed fixed_of(const RegexNode& node) {
  switch (node.kind) {
    case Kind::Bytes: {
      ByteSet folded = node.bytes;
      for (unsigned c = 'A'; c <= 'Z'; ++c) {
        if (folded.test(c) && folded.test(c - 'A' + 'a')) folded.reset(c);
      }
      const bool is_fixed = folded.count() <= widest_fixed_class;
      return is_fixed ? Fixed{true, 1, 1, 1} : Fixed{};
    }
    case Kind::Concatenation: {
      Fixed out{true, 0, 0, 0};
      for (const RegexNode& child : node.children)
        out = join(out, fixed_of(child));
      return out;
    }
    case Kind::Alternation:
      return fixed_of_alternation(node);
    case Kind::Repeat:
      return fixed_of_repeat(node);
    case Kind::Assertion:
      return {true, 0, 0, 0};
    case Kind::Opaque:
      return {};
  }
  return {};
}

}  // namespace

bool can_match_without(const RegexNode& node, const ByteSet& forbidden) {
  const auto child_can = [&](const RegexNode& child) {
    return can_match_without(child, forbidden);
  };
  switch (node.kind) {
    case Kind::Bytes:
      return (node.bytes & ~forbidden).any();
    case Kind::Concatenation:
      return std::all_of(node.children.begin(), node.children.end(), child_can);
    case Kind::Alternation:
      return std::any_of(node.children.begin(), node.children.end(), child_can);
    case Kind::Repeat:
      return node.least == 0 || child_can(node.children.front());
    case Kind::Assertion:
    case Kind::Opaque:
      return true;
  }
  return true;
}

std::vector<const RegexNode*> dead_alternatives(const RegexNode& node, const ByteSet& forbidden) {
  std::vector<const RegexNode*> out;
  collect_dead(node, forbidden, out);
  return out;
}

size_t required_literal_length(const RegexNode& node) {
  return fixed_of(node).best;
}

bool looks_around(const RegexNode& node) {
  if (node.kind == Kind::Assertion || node.kind == Kind::Opaque) return true;
  return std::any_of(node.children.begin(), node.children.end(), looks_around);
}

bool is_any_byte(const RegexNode& node) {
  constexpr size_t almost_all = 200;
  if (node.kind == Kind::Bytes) return node.bytes.count() >= almost_all;
  if (node.kind == Kind::Repeat && node.least > 1) return false;
  return node.children.size() == 1 && is_any_byte(node.children.front());
}

}  // namespace sig::check
