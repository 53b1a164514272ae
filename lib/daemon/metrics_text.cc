#include "daemon/metrics_text.h"

#include <fmt/format.h>

#include <iterator>

namespace sig::daemon {
namespace {

struct Row {
  std::string_view name;
  std::string_view type;
  std::string_view help;
  std::uint64_t value;
};

void append_row(const Row& row, std::string& out) {
  fmt::format_to(std::back_inserter(out),
                 "# HELP sigmatchd_{0} {1}\n# TYPE sigmatchd_{0} {2}\nsigmatchd_{0} {3}\n",
                 row.name,
                 row.help,
                 row.type,
                 row.value);
}

void append_family(std::string_view name, std::string_view help, std::string& out) {
  fmt::format_to(std::back_inserter(out),
                 "# HELP sigmatchd_{0} {1}\n# TYPE sigmatchd_{0} counter\n",
                 name,
                 help);
}

void append_latency(const Metrics& metrics, std::string& out) {
  out +=
      "# HELP sigmatchd_verdict_seconds Time from a request to its verdict.\n"
      "# TYPE sigmatchd_verdict_seconds histogram\n";
  std::uint64_t total = 0;
  for (size_t i = 0; i < latency_edges_us.size(); ++i) {
    total += metrics.latency[i];
    fmt::format_to(std::back_inserter(out),
                   "sigmatchd_verdict_seconds_bucket{{le=\"{}\"}} {}\n",
                   static_cast<double>(latency_edges_us[i]) / 1e6,
                   total);
  }
  total += metrics.latency.back();
  fmt::format_to(std::back_inserter(out),
                 "sigmatchd_verdict_seconds_bucket{{le=\"+Inf\"}} {0}\n"
                 "sigmatchd_verdict_seconds_sum {1}\nsigmatchd_verdict_seconds_count {0}\n",
                 total,
                 static_cast<double>(metrics.latency_sum_ns) / 1e9);
}

void append_signatures(const SharedState& shared, std::string& out) {
  append_family(
      "signature_hits_total", "Requests that a signature fired on, by what followed.", out);
  for (const SignatureCountsRow& row : shared.counters.rows()) {
    const auto append = [&](std::string_view action, std::uint64_t count) {
      if (count == 0) return;
      fmt::format_to(std::back_inserter(out),
                     "sigmatchd_signature_hits_total{{signature=\"{}\",action=\"{}\"}} {}\n",
                     row.id,
                     action,
                     count);
    };
    append("alert", row.alerts);
    append("block", row.blocks);
  }
}

void append_active(const LoadedRules* rules, std::string& out) {
  out += "# HELP sigmatchd_bundle_info The bundle in force.\n# TYPE sigmatchd_bundle_info gauge\n";
  if (rules == nullptr) return;
  fmt::format_to(
      std::back_inserter(out),
      "sigmatchd_bundle_info{{bundle=\"{}\",environment=\"{}\",release=\"{}\",mode=\"{}\"}} 1\n",
      rules->bundle_hex,
      rules->activation.environment,
      rules->activation.release,
      to_string(rules->activation.mode));
}

void append_requests(const Metrics& metrics, std::string& out) {
  append_family("requests_total", "Requests by endpoint.", out);
  fmt::format_to(std::back_inserter(out),
                 "sigmatchd_requests_total{{endpoint=\"check\"}} {}\n"
                 "sigmatchd_requests_total{{endpoint=\"auth\"}} {}\n",
                 metrics.check_requests.load(),
                 metrics.auth_requests.load());
  append_family("verdicts_total", "Verdicts by outcome.", out);
  fmt::format_to(std::back_inserter(out),
                 "sigmatchd_verdicts_total{{verdict=\"pass\"}} {}\n"
                 "sigmatchd_verdicts_total{{verdict=\"alert\"}} {}\n"
                 "sigmatchd_verdicts_total{{verdict=\"block\"}} {}\n",
                 metrics.passed.load(),
                 metrics.alerted.load(),
                 metrics.blocked.load());
  append_family("reloads_total", "Reloads by result.", out);
  fmt::format_to(std::back_inserter(out),
                 "sigmatchd_reloads_total{{result=\"ok\"}} {}\n"
                 "sigmatchd_reloads_total{{result=\"failed\"}} {}\n",
                 metrics.reloads_ok.load(),
                 metrics.reloads_failed.load());
}

}  // namespace

std::string metrics_text(const SharedState& shared, const LoadedRules* rules) {
  const Metrics& m = shared.metrics;
  const auto open = static_cast<std::uint64_t>(std::max<std::int64_t>(0, m.connections_open));
  const Row rows[] = {
      {"bad_requests_total", "counter", "Requests that could not be read.", m.bad_requests},
      {"blocked_by_time_total", "counter", "Blocked by a block still running.", m.blocked_by_time},
      {"undecided_total", "counter", "Requests on which a signature was undecided.", m.undecided},
      {"without_rules_total", "counter", "Answered with no rules loaded.", m.without_rules},
      {"bypassed_total", "counter", "Answered with the bypass on.", m.bypassed},
      {"never_blocked_total", "counter", "Saved by the never_block list.", m.never_blocked},
      {"rate_keys_evicted_total", "counter", "Rate windows given up.", m.rate_keys_evicted},
      {"connections_total", "counter", "Connections accepted.", m.connections_accepted},
      {"connections_refused_total", "counter", "Closed at the limit.", m.connections_refused},
      {"connections_timed_out_total", "counter", "Closed by a deadline.", m.connections_timed_out},
      {"events_written_total", "counter", "Event lines written.", m.events_written},
      {"events_dropped_total", "counter", "Event lines lost.", m.events_dropped},
      {"blocks_evicted_total",
       "counter",
       "Blocks ended early by the cap.",
       shared.blocks.evicted()},
      {"blocks_active", "gauge", "Clients blocked now.", shared.blocks.size()},
      {"connections_open", "gauge", "Connections open now.", open},
      {"bypass", "gauge", "1 while everything passes unseen.", shared.is_bypassed() ? 1U : 0U},
      {"signatures",
       "gauge",
       "Signatures in force.",
       rules != nullptr ? rules->signatures().size() : 0},
  };
  std::string out;
  append_requests(m, out);
  append_signatures(shared, out);
  append_latency(m, out);
  append_active(rules, out);
  for (const Row& row : rows)
    append_row(row, out);
  return out;
}

}  // namespace sig::daemon
