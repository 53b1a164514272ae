#include "compile/rule_draft.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compile/text_checks.h"
#include "model/names.h"

namespace sig::compile {
namespace {

/// True when a text fulfils a test of text that needs no regex.
bool fulfils(const Test& test, std::string_view text) {
  if (test.op == Operator::Exists) return test.wanted;
  const auto same = [&](std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [&](char x, char y) {
             return test.ignore_case ? lower(x) == lower(y) : x == y;
           });
  };
  return std::any_of(test.values.begin(), test.values.end(), [&](std::string_view value) {
    if (value.size() > text.size()) return false;
    if (test.op == Operator::StartsWith) return same(text.substr(0, value.size()), value);
    if (test.op == Operator::EndsWith) return same(text.substr(text.size() - value.size()), value);
    if (test.op != Operator::Contains) return same(text, value);
    for (size_t at = 0; at + value.size() <= text.size(); ++at) {
      if (same(text.substr(at, value.size()), value)) return true;
    }
    return false;
  });
}

std::vector<Cidr> networks_of(const Test& test) {
  if (test.op == Operator::In) return test.networks;
  std::vector<Cidr> out;
  for (const std::string& value : test.values) {
    // As text: only the canonical form of an address is ever equal to one.
    const auto address = parse_ip(value);
    if (address && address->text() == value) out.push_back({*address, 128});
  }
  return out;
}

class Drafter {
 public:
  explicit Drafter(const Dialect& dialect) : dialect_(dialect) {}

  Draft run(const Alternative& alternative) {
    for (const Literal& literal : alternative)
      add(literal);
    draft_.client.settle();
    draft_.server.settle();
    settle();
    return std::move(draft_);
  }

 private:
  void add(const Literal& literal) {
    const Test& test = *literal.test;
    if (!draft_.reason.empty()) return;
    switch (test.field.id) {
      case FieldId::ClientIp:
        return address(literal, draft_.client);
      case FieldId::ServerIp:
        return address(literal, draft_.server);
      case FieldId::ClientPort:
        return number(literal, draft_.client_ports);
      case FieldId::ServerPort:
        return number(literal, draft_.server_ports);
      case FieldId::PacketSize:
        return number(literal, draft_.packet_sizes);
      case FieldId::IcmpType:
        return icmp(literal, draft_.icmp_types);
      case FieldId::IcmpCode:
        return icmp(literal, draft_.icmp_codes);
      case FieldId::PacketProtocol:
        return protocol(literal);
      case FieldId::TcpFlags:
        return flags(literal);
      case FieldId::HttpStatus:
        if (test.op == Operator::LessThan || test.op == Operator::GreaterThan) {
          return status(literal);
        }
        break;
      default:
        break;
    }
    test.op == Operator::Exists ? presence(literal) : text(literal);
  }

  void cannot(const Test& test, const std::string& why) {
    draft_.reason = fmt::format("{}: {}", field_text(test), why);
  }
  static std::string field_text(const Test& test);

  void address(const Literal& literal, AddressSet& set) {
    const Test& test = *literal.test;
    if (test.op == Operator::Exists) {
      draft_.is_never = draft_.is_never || test.wanted == literal.is_negated;
      return;
    }
    literal.is_negated ? set.drop(networks_of(test)) : set.keep(networks_of(test));
  }

  void number(const Literal& literal, NumberSet& set) {
    const auto found = NumberSet::of(*literal.test, set.most());
    if (!found) return cannot(*literal.test, "no number is tested");
    set = set.both(literal.is_negated ? found->without() : *found);
  }

  void icmp(const Literal& literal, NumberSet& set) {
    if (!literal.is_negated) draft_.protocols &= proto_icmp | proto_icmpv6;
    draft_.names_protocols = draft_.names_protocols || !literal.is_negated;
    number(literal, set);
  }

  void protocol(const Literal& literal) {
    constexpr std::array<std::string_view, 4> names{"tcp", "udp", "icmp", "icmpv6"};
    const Test& test = *literal.test;
    if (test.op == Operator::Regex || !test.decode.empty()) {
      return cannot(test, "a rule names protocols, it has no pattern for them");
    }
    unsigned found = 0;
    for (size_t i = 0; i < names.size(); ++i)
      found |= fulfils(test, names[i]) ? 1U << i : 0U;
    if (literal.is_negated) {
      draft_.protocols &= ~found;
      return;
    }
    if (test.op == Operator::Exists) return;
    draft_.protocols &= found;
    draft_.names_protocols = true;
    const bool has_others =
        std::any_of(test.values.begin(), test.values.end(), [&](std::string_view value) {
          return test.op != Operator::Equals && test.op != Operator::OneOf
                     ? true
                     : std::find(names.begin(), names.end(), value) == names.end();
        });
    if (has_others) cannot(test, "rules are written for tcp, udp, icmp and icmpv6, by name");
  }

  void flags(const Literal& literal) {
    const Test& test = *literal.test;
    if (test.op == Operator::Regex || !test.decode.empty()) {
      return cannot(test, "a rule names flags, it has no pattern for them");
    }
    for (unsigned bits = 0; bits < 256; ++bits) {
      std::string text;
      for (unsigned i = 0; i < 8; ++i) {
        if ((bits >> i & 1U) != 0) text += "FSRPAUEC"[i];
      }
      // A packet without any flag has no such field.
      const bool holds = !text.empty() && fulfils(test, text);
      if (holds == literal.is_negated) draft_.tcp_flags.reset(bits);
    }
    if (literal.is_negated) return;
    draft_.protocols &= proto_tcp;
    draft_.names_protocols = true;
  }

  void status(const Literal& literal);

  void place_side(Side side) {
    if (side == Side::Either || draft_.side == side) return;
    if (draft_.side != Side::Either) {
      draft_.reason = "condition all: a rule looks at one direction, a request or a response";
    }
    draft_.side = side;
  }

  void presence(const Literal& literal) {
    const Test& test = *literal.test;
    Found<Inspection> found = dialect_.presence_of(test.field, test.wanted != literal.is_negated);
    if (!found.value) return cannot(test, found.reason);
    take(std::move(*found.value));
  }

  void text(const Literal& literal) {
    const Test& test = *literal.test;
    if (decodes_of(test).decodes_later) return cannot(test, "a decode behind lowercase");
    Found<Place> found = dialect_.place_of(test);
    if (!found.value) return cannot(test, found.reason);
    Place& place = *found.value;
    if (literal.part == Literal::Part::Missing) return part(test.field, false);
    if (literal.part == Literal::Part::There || (!literal.is_negated && place.is_cut_out)) {
      part(test.field, true);
      place.is_always_there = true;
    }
    Found<std::vector<Check>> checks = text_checks(test, literal.is_negated, place, dialect_);
    if (!checks.value) return cannot(test, checks.reason);
    take({place, std::move(*checks.value)});
  }

  void part(const FieldRef& field, bool is_there) {
    if (dialect_.part_of == nullptr) return;
    if (auto found = dialect_.part_of(field, is_there)) take(std::move(*found));
  }

  void take(Inspection inspection) {
    place_side(inspection.place.side);
    if (!inspection.checks.empty()) draft_.inspections.push_back(std::move(inspection));
  }

  void settle() {
    if (!draft_.reason.empty()) return;
    draft_.is_never = draft_.is_never || draft_.client.is_never || draft_.server.is_never ||
                      draft_.client_ports.is_empty() || draft_.server_ports.is_empty() ||
                      draft_.packet_sizes.is_empty() || draft_.icmp_types.is_empty() ||
                      draft_.icmp_codes.is_empty() || draft_.protocols == 0 ||
                      draft_.tcp_flags.none();
    if (draft_.is_never) return;
    const bool has_icmp = !draft_.icmp_types.is_all() || !draft_.icmp_codes.is_all();
    const bool excludes = draft_.protocols != named_protocols && !draft_.names_protocols;
    if (excludes) draft_.reason = "packet.protocol: a rule cannot say which protocols not";
    if (has_icmp && (draft_.protocols & ~unsigned{proto_icmp | proto_icmpv6}) != 0) {
      draft_.reason = "icmp.type, icmp.code: a negated test holds for other protocols too";
    }
    if (!draft_.tcp_flags.all() && draft_.protocols != proto_tcp) {
      draft_.reason = "tcp.flags: a negated test holds for other protocols too";
    }
  }

  const Dialect& dialect_;
  Draft draft_;
};

std::string Drafter::field_text(const Test& test) {
  return fmt::format("field {}", to_string(test.field));
}

/// A pattern of three digits for a range of them.
std::string digits_regex(const NumberSet& set) {
  std::string out;
  const auto add = [&](const std::string& part) { out += (out.empty() ? "" : "|") + part; };
  for (std::uint32_t hundred = 1; hundred < 10; ++hundred) {
    std::array<std::string, 10> tens;
    for (std::uint32_t ten = 0; ten < 10; ++ten) {
      for (std::uint32_t one = 0; one < 10; ++one) {
        const std::uint32_t number = hundred * 100 + ten * 10 + one;
        for (const NumberSet::Range& range : set.ranges()) {
          if (range.low <= number && number <= range.high) tens[ten] += std::to_string(one);
        }
      }
    }
    const bool is_whole = std::all_of(
        tens.begin(), tens.end(), [](const std::string& ones) { return ones.size() == 10; });
    if (is_whole) {
      add(fmt::format("{}[0-9]{{2}}", hundred));
      continue;
    }
    for (std::uint32_t ten = 0; ten < 10; ++ten) {
      if (tens[ten].empty()) continue;
      add(fmt::format("{}{}[{}]", hundred, ten, tens[ten].size() == 10 ? "0-9" : tens[ten]));
    }
  }
  return out;
}

void Drafter::status(const Literal& literal) {
  NumberSet set = NumberSet::all(999);
  number(literal, set);
  const std::string digits = digits_regex(set);
  if (digits.empty()) {
    draft_.is_never = true;
    return;
  }
  const Found<Place> place = dialect_.place_of(*literal.test);
  if (!place.value) return cannot(*literal.test, place.reason);
  Check check;
  check.kind = Check::Kind::Pcre;
  check.text = "^(?:" + digits + ")\\z";
  take({*place.value, {check}});
}

}  // namespace

std::optional<std::vector<Alternative>> split_missing(const std::vector<Alternative>& ways,
                                                      const Dialect& dialect,
                                                      size_t most) {
  const auto is_split = [&](const Literal& literal) {
    const Test& test = *literal.test;
    if (!literal.is_negated || test.op == Operator::Exists || dialect.part_of == nullptr) {
      return false;
    }
    if (!dialect.part_of(test.field, false)) return false;
    const Found<Place> place = dialect.place_of(test);
    return place.value && !place.value->is_always_there;
  };
  std::vector<Alternative> out;
  for (const Alternative& way : ways) {
    std::vector<Alternative> made{{}};
    for (const Literal& literal : way) {
      std::vector<Literal> forms{literal};
      if (is_split(literal)) {
        forms = {literal, literal};
        forms[0].part = Literal::Part::There;
        forms[1].part = Literal::Part::Missing;
      }
      std::vector<Alternative> next;
      for (const Alternative& so_far : made) {
        for (const Literal& form : forms) {
          next.push_back(so_far);
          next.back().push_back(form);
        }
      }
      made = std::move(next);
      if (out.size() + made.size() > most) return std::nullopt;
    }
    std::move(made.begin(), made.end(), std::back_inserter(out));
  }
  return out;
}

Draft draft_of(const Alternative& alternative, const Dialect& dialect) {
  return Drafter(dialect).run(alternative);
}

}  // namespace sig::compile
