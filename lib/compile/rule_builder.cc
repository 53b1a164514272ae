#include "compile/rule_builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compile/alternatives.h"
#include "compile/escape.h"
#include "compile/packet_options.h"
#include "compile/rule_draft.h"
#include "compile/text_checks.h"
#include "model/category.h"
#include "model/names.h"

namespace sig::compile {
namespace {

constexpr size_t most_rules = 64;  // of one signature

std::string_view severity_word(Severity severity) {
  switch (severity) {
    case Severity::Critical:
      return "Critical";
    case Severity::High:
    case Severity::Medium:
      return "Major";
    case Severity::Low:
      return "Minor";
    case Severity::Info:
      break;
  }
  return "Informational";
}

std::string_view confidence_word(Confidence confidence) {
  if (confidence == Confidence::High) return "High";
  return confidence == Confidence::Medium ? "Medium" : "Low";
}

/// What every rule of a signature says about it.
Rule about(const Signature& signature, std::string_view revision) {
  Rule out;
  out.message = signature.title;
  const Category* category = find_category(signature.category);
  out.classtype = category == nullptr ? "misc-attack" : std::string(category->classtype);
  std::set<std::string> known;
  for (const std::string& reference : signature.references) {
    std::string value = reference_value(reference);
    if (!value.empty() && known.insert(value).second) out.references.push_back(std::move(value));
  }
  out.metadata = {{"sigctl_id", metadata_value(signature.id)},
                  {"confidence", std::string(confidence_word(signature.confidence))},
                  {"signature_severity", std::string(severity_word(signature.severity))},
                  {"owner", metadata_value(signature.owner)}};
  if (!revision.empty())
    out.metadata.emplace_back("revision", metadata_value(revision.substr(0, 12)));
  out.rev = signature.rev;
  return out;
}

class Builder {
 public:
  Builder(const Signature& signature, const Dialect& dialect, std::string_view revision)
      : signature_(signature), dialect_(dialect), about_(about(signature, revision)) {}

  BuiltRules run() {
    if (signature_.on == Surface::Log || signature_.on == Surface::Flow) {
      cannot("on: the engine sees traffic, no logs");
      return finish();
    }
    const auto ways = alternatives_of(signature_.match, most_rules);
    if (!ways) {
      cannot(fmt::format("condition: it holds in more than {} ways, each a rule", most_rules));
      return finish();
    }
    for (const Alternative& way : *ways) {
      const Draft draft = draft_of(way, dialect_);
      if (!draft.reason.empty()) {
        cannot(draft.reason);
      } else if (!draft.is_never) {
        add(draft);
      }
    }
    return finish();
  }

 private:
  void cannot(std::string reason) { reasons_.insert(std::move(reason)); }

  BuiltRules finish() {
    if (rules_.empty() && reasons_.empty())
      cannot("condition: nothing that the engine sees fulfils it");
    if (signature_.rate && rules_.size() > 1) {
      cannot(fmt::format("rate: it takes {} rules, which would count apart", rules_.size()));
    }
    if (rules_.size() > most_rules) {
      cannot(fmt::format("condition: it takes more than {} rules", most_rules));
    }
    for (const Rule& rule : rules_) {
      // The sid that is still to come has ten digits at most.
      const size_t length = dialect_.rule_text(rule).size() + 10;
      if (length <= dialect_.longest_rule) continue;
      cannot(fmt::format(
          "a rule would have {} bytes, the engine reads {}", length, dialect_.longest_rule));
    }
    BuiltRules out;
    out.reasons.assign(reasons_.begin(), reasons_.end());
    if (out.reasons.empty()) out.rules = std::move(rules_);
    return out;
  }

  void add(const Draft& draft) {
    switch (signature_.on) {
      case Surface::HttpRequest:
        return add_one_way(draft, "http", Side::Request, FieldId::HttpMethod);
      case Surface::HttpResponse:
        return add_one_way(draft, "http", Side::Response, FieldId::HttpStatus);
      case Surface::Dns:
        return add_one_way(draft, "dns", Side::Request, FieldId::DnsQuery);
      case Surface::Tls:
        return add_one_way(draft, "tls", Side::Request, FieldId::TlsSni);
      case Surface::Stream:
        return add_stream(draft);
      case Surface::Packet:
        return add_packets(draft);
      default:
        return;
    }
  }

  static bool names_ends(const Draft& draft) {
    return draft.client.text() != "any" || draft.server.text() != "any" ||
           !draft.client_ports.is_all() || !draft.server_ports.is_all();
  }

  /// A rule that looks at what the client sends (`is_to_server`), or at the answer.
  Rule header(const Draft& draft, std::string_view protocol, bool is_to_server) const {
    Rule rule = about_;
    rule.protocol = protocol;
    rule.source = draft.client.text();
    rule.source_ports = ports_text(draft.client_ports);
    rule.destination = draft.server.text();
    rule.destination_ports = ports_text(draft.server_ports);
    if (!is_to_server) {
      std::swap(rule.source, rule.destination);
      std::swap(rule.source_ports, rule.destination_ports);
    }
    rule.inspections = draft.inspections;
    return rule;
  }

  void finish_rule(Rule rule, bool is_to_server) {
    if (rules_.size() > most_rules) return;
    if (signature_.rate && signature_.rate->count > 1) {
      const FieldId by = signature_.rate->by.id;
      if (by != FieldId::ClientIp && by != FieldId::ServerIp) {
        return cannot(fmt::format("rate by {}: the engine counts by address",
                                  to_string(signature_.rate->by)));
      }
      rule.rate = RuleRate{signature_.rate->count,
                           static_cast<std::uint64_t>(signature_.rate->within.count()),
                           (by == FieldId::ClientIp) == is_to_server};
    }
    // What is looked for in the payload stands in front of every named buffer.
    std::stable_sort(rule.inspections.begin(),
                     rule.inspections.end(),
                     [](const Inspection& a, const Inspection& b) {
                       return a.place.buffer.empty() && !b.place.buffer.empty();
                     });
    loosen_whole_values(rule.inspections);
    choose_fast_pattern(rule.inspections);
    rules_.push_back(std::move(rule));
  }

  void add_one_way(const Draft& draft, std::string_view protocol, Side side, FieldId always) {
    if (draft.side != Side::Either && draft.side != side) {
      return cannot("condition: a rule on a response cannot look at its request alone");
    }
    if (!dialect_.has_addresses_of_http && names_ends(draft)) {
      return cannot("a rule on a service has no addresses and ports");
    }
    Rule rule = header(draft, protocol, side == Side::Request);
    if (signature_.on != Surface::Dns) rule.flow.emplace_back("established");
    rule.flow.emplace_back(side == Side::Request ? "to_server" : "to_client");
    if (rule.inspections.empty()) {
      Test test;
      test.field.id = always;
      const Found<Place> place = dialect_.place_of(test, false);
      if (!place.value) return cannot(place.reason);
      rule.inspections.push_back({*place.value, {not_empty()}});
    }
    finish_rule(std::move(rule), side == Side::Request);
  }

  void add_stream(const Draft& draft) {
    if (draft.side == Side::Either) {
      return cannot("on: stream: a rule looks at what one side sends");
    }
    const bool is_to_server = draft.side == Side::Request;
    Rule rule = header(draft, "tcp", is_to_server);
    rule.flow = {"established", is_to_server ? "to_server" : "to_client", "only_stream"};
    finish_rule(std::move(rule), is_to_server);
  }

  void add_packets(const Draft& draft);
  void add_packet_rules(const Draft& draft,
                        std::string_view protocol,
                        const std::optional<Inspection>& size);

  const Signature& signature_;
  const Dialect& dialect_;
  const Rule about_;
  std::vector<Rule> rules_;
  std::set<std::string> reasons_;
};

/// The protocols of headers that cover a set; "ip" covers all.
std::vector<std::string_view> protocols_of(const Draft& draft, const Dialect& dialect) {
  const unsigned set = draft.protocols;
  if (set == named_protocols && !draft.names_protocols) return {"ip"};
  std::vector<std::string_view> out;
  const bool is_suricata = dialect.name == IpsDialect::Suricata;
  if ((set & proto_tcp) != 0) {
    out.push_back(is_suricata && !draft.inspections.empty() ? "tcp-pkt" : "tcp");
  }
  if ((set & proto_udp) != 0) out.push_back("udp");
  const unsigned icmp = set & (proto_icmp | proto_icmpv6);
  if (icmp == 0) return out;
  const bool is_one = icmp == proto_icmp || icmp == proto_icmpv6;
  out.push_back(!is_suricata || !is_one ? "icmp" : icmp == proto_icmp ? "icmpv4" : "icmpv6");
  return out;
}

void Builder::add_packets(const Draft& draft) {
  std::vector<std::optional<Inspection>> sizes;
  if (draft.packet_sizes.is_all()) {
    sizes.emplace_back();
  } else if (dialect_.packet_size == nullptr) {
    return cannot("field packet.size: the engine tests the size of payloads only");
  }
  for (const NumberSet::Range& range : draft.packet_sizes.ranges()) {
    if (draft.packet_sizes.is_all()) break;
    for (const int version : {4, 6}) {
      if (auto size = dialect_.packet_size(version, range)) sizes.push_back(std::move(size));
    }
  }
  for (const std::string_view protocol : protocols_of(draft, dialect_)) {
    for (const auto& size : sizes)
      add_packet_rules(draft, protocol, size);
  }
}

void Builder::add_packet_rules(const Draft& draft,
                               std::string_view protocol,
                               const std::optional<Inspection>& size) {
  const EitherOption flags = flag_options(draft.tcp_flags);
  const EitherOption types = number_options("itype", draft.icmp_types);
  const EitherOption codes = number_options("icode", draft.icmp_codes);
  if (!flags || !types || !codes) {
    return cannot("tcp.flags, icmp.type, icmp.code: more combinations than a few rules can name");
  }
  for (const std::string& flag : *flags) {
    for (const std::string& type : *types) {
      for (const std::string& code : *codes) {
        // The client is one end of a connection, the sender of a packet either.
        for (const bool is_to_server : {true, false}) {
          if (!is_to_server && !names_ends(draft)) continue;
          Rule rule = header(draft, protocol, is_to_server);
          if (names_ends(draft)) rule.flow.emplace_back(is_to_server ? "to_server" : "to_client");
          if (protocol == "ip" && !rule.inspections.empty()) rule.flow.emplace_back("no_stream");
          for (const std::string& option : {flag, type, code}) {
            if (!option.empty()) rule.options.push_back(option);
          }
          if (size) rule.inspections.push_back(*size);
          finish_rule(std::move(rule), is_to_server);
        }
      }
    }
  }
}

}  // namespace

BuiltRules build_rules(const Signature& signature,
                       const Dialect& dialect,
                       std::string_view revision) {
  return Builder(signature, dialect, revision).run();
}

}  // namespace sig::compile
