#pragma once

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "model/category.h"
#include "model/names.h"
#include "model/signature.h"
#include "model/signature_json.h"

namespace sig::test {

/// Makes valid signatures of every shape from a seed: all fields, operators, decodes and nestings,
/// values of any bytes. The same seed gives the same signatures everywhere.
class SignatureGenerator {
 public:
  explicit SignatureGenerator(std::uint32_t seed) : random_(seed) {}

  Signature next() {
    Signature out;
    out.id = "sig-" + std::to_string(++made_) + "-" + std::to_string(below(1000));
    out.rev = static_cast<std::uint32_t>(1 + below(9));
    out.title = text(12);
    out.category = std::string(categories()[below(categories().size())].name);
    out.severity = one_of<Severity>();
    out.confidence = one_of<Confidence>();
    out.owner = "team-" + std::to_string(below(5));
    if (coin()) out.review_by = Time{static_cast<std::int64_t>(below(4000000000)) * 500000000};
    for (size_t i = below(3); i > 0; --i)
      out.references.push_back("cwe:" + std::to_string(below(999)));
    do
      out.on = one_of<Surface>();
    while (out.on == Surface::Flow);  // of native rules
    out.match = condition(out.on, 1);
    if (coin())
      out.rate =
          Rate{1 + std::uint32_t(below(100)), Seconds(1 + below(9999)), {FieldId::ClientIp, ""}};
    out.action = one_of<Action>();
    if (out.action == Action::Block) out.block_for = Seconds(1 + below(99999));
    out.examples.match = values(below(3));
    out.examples.no_match = values(below(3));
    out.origin = {"signatures/" + std::to_string(below(9)) + ".yaml",
                  static_cast<int>(1 + below(500))};
    out.digest = meaning_digest(out);
    return out;
  }

  std::vector<Signature> many(size_t count) {
    std::vector<Signature> out;
    for (size_t i = 0; i < count; ++i)
      out.push_back(next());
    return out;
  }

  size_t below(size_t limit) { return limit == 0 ? 0 : random_() % limit; }
  bool coin() { return below(2) == 1; }

  template <class T>
  void shuffle(std::vector<T>& items) {
    for (size_t i = items.size(); i > 1; --i)
      std::swap(items[i - 1], items[below(i)]);
  }

 private:
  template <class T>
  T one_of() {
    return static_cast<T>(below(names_of<T>().size()));
  }

  std::string text(size_t limit) {
    static constexpr std::string_view pieces[] = {
        "a", "Z", "0", "/", "\"", "\\", "\n", "\xc3\xa9", "\xf0\x9f\x90\x99", "'", "<", "\x7f"};
    std::string out;
    for (size_t i = below(limit); i > 0; --i)
      out += pieces[below(std::size(pieces))];
    return out;
  }

  std::string bytes() {
    if (coin()) return text(20);
    std::string out;
    for (size_t i = below(20); i > 0; --i)
      out += static_cast<char>(below(256));
    return out;
  }

  std::vector<std::string> values(size_t count) {
    std::vector<std::string> out;
    for (size_t i = 0; i < count; ++i)
      out.push_back(bytes());
    return out;
  }

  Cidr network() {
    static constexpr std::string_view some[] = {"192.0.2.0/24",
                                                "0.0.0.0/0",
                                                "198.51.100.7",
                                                "2001:db8::/33",
                                                "::/0",
                                                "::1",
                                                "::ffff:0:0:0/88"};
    return *parse_cidr(some[below(std::size(some))]);
  }

  FieldRef field_on(Surface on) {
    for (;;) {
      const auto table = field_table();
      const FieldRow& row = table[below(table.size())];
      if (std::find(row.surfaces.begin(), row.surfaces.end(), on) == row.surfaces.end()) continue;
      FieldRef field{row.id, row.takes_name ? "x-" + std::to_string(below(50)) : std::string()};
      if (parse_field(to_string(field)) == field) return field;
    }
  }

  Condition test(Surface on) {
    Condition out{Condition::Kind::Test, {}, {}};
    Test& made = out.test;
    made.field = field_on(on);
    do
      made.op = one_of<Operator>();
    while (!is_usable(made.op, field_row(made.field.id).type));
    for (size_t i = below(3); i > 0; --i)
      made.decode.push_back(one_of<Decode>());
    made.ignore_case = coin();
    switch (made.op) {
      case Operator::OneOf:
        made.values = values(1 + below(3));
        break;
      case Operator::In:
        for (size_t i = 1 + below(3); i > 0; --i)
          made.networks.push_back(network());
        break;
      case Operator::LessThan:
      case Operator::GreaterThan:
        made.number = static_cast<std::int64_t>(below(1000)) - 500;
        break;
      case Operator::Exists:
        made.wanted = coin();
        break;
      default:
        made.values = values(1);
    }
    return out;
  }

  Condition condition(Surface on, int depth) {
    if (depth >= 5 || below(3) == 0) return test(on);
    Condition out{static_cast<Condition::Kind>(1 + below(3)), {}, {}};
    for (size_t i = 1 + below(3); i > 0; --i)
      out.children.push_back(condition(on, depth + 1));
    return out;
  }

  std::mt19937 random_;
  size_t made_ = 0;
};

}  // namespace sig::test
