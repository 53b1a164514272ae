#include "cli/render/evidence_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tuple>

#include "base/text.h"
#include "cli/render/rates.h"
#include "model/names.h"

namespace sig::cli {
namespace {

constexpr size_t signatures_shown = 40;
/// Of so few signatures those are shown too that did not fire.
constexpr size_t small_set = 20;

/// What became of records that were not used as they stand, the most frequent first.
std::string reason_lines(const CorpusRun& corpus) {
  constexpr size_t most_reasons = 8;
  std::vector<std::pair<std::uint64_t, std::string_view>> order;
  for (const auto& [reason, count] : corpus.reasons)
    order.emplace_back(count, reason);
  std::stable_sort(
      order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::string out;
  std::uint64_t others = 0;
  for (size_t i = 0; i < order.size(); ++i) {
    if (i >= most_reasons) {
      others += order[i].first;
    } else {
      out += fmt::format("    {} x {}\n", with_thousands(order[i].first), visible(order[i].second));
    }
  }
  if (others > 0) {
    out += fmt::format("    {} x {} (see --json)\n",
                       with_thousands(others),
                       counted(order.size() - most_reasons, "other reason"));
  }
  return out;
}

std::string corpus_lines(const CorpusRun& corpus, const Terminal& terminal) {
  std::string out = fmt::format("{} ({}): {} of {} records used in {}",
                                terminal.bold(visible(corpus.name)),
                                to_string(corpus.label),
                                with_thousands(corpus.records_read),
                                with_thousands(corpus.records_read + corpus.records_rejected),
                                counted(corpus.files_read, "file"));
  out += "\n";
  std::vector<std::vector<std::string>> rows;
  for (const auto& [surface, counts] : corpus.surfaces) {
    if (counts.total.units == 0) continue;
    rows.push_back({std::string(to_string(surface)),
                    counted(counts.total.units, "unit"),
                    counted(counts.clients.size(), "client"),
                    with_thousands(counts.total.flagged) + " flagged",
                    with_thousands(counts.total.blocked[0]) + " by blocking signatures",
                    surface_rate(counts, corpus.label).sentence()});
  }
  out += table(rows);
  return out + reason_lines(corpus);
}

/// Rules that were not run, by what they need.
std::string not_run_lines(const Evidence& evidence) {
  std::map<std::string, std::vector<std::string_view>> by_reason;
  for (const SignatureEvidence& signature : evidence.signatures) {
    if (!signature.not_run.empty()) by_reason[signature.not_run].push_back(signature.id);
  }
  std::string out;
  for (const auto& [reason, ids] : by_reason) {
    out += fmt::format(
        "  not run, so not measured: {} ({}; {})\n",
        counted(ids.size(), "rule"),
        visible(reason),
        visible(ids.size() == 1 ? std::string(ids[0]) : fmt::format("{}, ...", ids[0])));
  }
  return out;
}

/// Whether it fired, or could not be decided, anywhere.
bool has_shown_itself(const SignatureEvidence& signature) {
  return std::any_of(signature.corpora.begin(), signature.corpora.end(), [](const auto& entry) {
    return entry.second.hits > 0 || entry.second.undecided > 0;
  });
}

/// Whether nothing in any benign corpus could have fired it.
bool is_blind(const SignatureEvidence& signature, const Evidence& evidence) {
  return std::all_of(
      evidence.corpora.begin(), evidence.corpora.end(), [&](const CorpusRun& corpus) {
        const auto found = signature.corpora.find(corpus.name);
        return corpus.label != Label::Benign || found == signature.corpora.end() ||
               found->second.reachable == 0;
      });
}

std::string corpus_cell(const SignatureEvidence& signature,
                        const CorpusRun& corpus,
                        const Terminal& terminal) {
  const auto found = signature.corpora.find(corpus.name);
  const SignatureOnCorpus counts =
      found == signature.corpora.end() ? SignatureOnCorpus{} : found->second;
  std::string cell =
      fmt::format("{} of {}", with_thousands(counts.hits), with_thousands(counts.reachable));
  if (counts.undecided > 0) cell += fmt::format(", {} undecided", counts.undecided);
  const Reachability reach = reachability(counts);
  if (reach != Reachability::Measured) cell += fmt::format(" ({})", to_string(reach));
  const bool is_alarming = corpus.label == Label::Benign && counts.hits > 0;
  return is_alarming ? terminal.red(cell) : cell;
}

/// The signatures that did something, most benign hits first; of a small set, all.
std::vector<const SignatureEvidence*> shown_signatures(const Evidence& evidence) {
  std::vector<const SignatureEvidence*> out;
  for (const SignatureEvidence& signature : evidence.signatures) {
    if (evidence.signatures.size() <= small_set || has_shown_itself(signature)) {
      out.push_back(&signature);
    }
  }
  const auto hits = [&](const SignatureEvidence* of) {
    std::uint64_t all = 0;
    for (const auto& [corpus, counts] : of->corpora)
      all += counts.hits;
    return std::tuple(benign_hits(*of, evidence), attack_hits(*of, evidence), all);
  };
  std::stable_sort(
      out.begin(), out.end(), [&](const auto* a, const auto* b) { return hits(a) > hits(b); });
  if (out.size() > signatures_shown) out.resize(signatures_shown);
  return out;
}

std::string signature_table(const Evidence& evidence, const Terminal& terminal) {
  std::vector<std::vector<std::string>> rows{{"signature", "rev", "action"}};
  for (const CorpusRun& corpus : evidence.corpora)
    rows[0].push_back(visible(corpus.name));
  const std::vector<const SignatureEvidence*> shown = shown_signatures(evidence);
  for (const SignatureEvidence* signature : shown) {
    // A native rule's id is a number: its message says what it is.
    rows.push_back({signature->on == Surface::Flow ? shown_name(signature->id, signature->title)
                                                   : visible(signature->id),
                    std::to_string(signature->rev),
                    std::string(to_string(signature->action))});
    for (const CorpusRun& corpus : evidence.corpora)
      rows.back().push_back(corpus_cell(*signature, corpus, terminal));
  }
  std::string out = shown.empty() ? "" : table(rows);
  if (const size_t others = evidence.signatures.size() - shown.size(); others > 0) {
    out += fmt::format("  {} not shown: see sigctl report --html FILE\n",
                       counted(others, "other signature") + (others == 1 ? " is" : " are"));
  }
  out += not_run_lines(evidence);
  const auto blind = static_cast<std::uint64_t>(std::count_if(
      evidence.signatures.begin(), evidence.signatures.end(), [&](const SignatureEvidence& of) {
        return is_blind(of, evidence);
      }));
  const bool has_benign = std::any_of(evidence.corpora.begin(),
                                      evidence.corpora.end(),
                                      [](const auto& c) { return c.label == Label::Benign; });
  if (has_benign && blind > 0) {
    out += fmt::format("  {} blind: no benign record here could have fired {}\n",
                       counted(blind, "signature") + (blind == 1 ? " is" : " are"),
                       blind == 1 ? "it" : "them");
  }
  return out;
}

Json counts_json(const UnitCounts& counts) {
  return {{"units", counts.units},
          {"flagged", counts.flagged},
          {"blocked", counts.blocked},
          {"undecided", counts.undecided}};
}

Json corpus_json(const CorpusRun& corpus) {
  Json surfaces = Json::object();
  for (const auto& [surface, counts] : corpus.surfaces) {
    Json row = counts_json(counts.total);
    row["clients"] = counts.clients.size();
    const SurfaceRate rate = surface_rate(counts, corpus.label);
    row["rate"] = rate.rate;
    if (rate.bound) {
      row["bound"] = *rate.bound;
      row["bound_kind"] = rate.is_upper ? "upper" : "lower";
    }
    surfaces[std::string(to_string(surface))] = std::move(row);
  }
  Json reasons = Json::object();
  for (const auto& [reason, count] : corpus.reasons)
    reasons[reason] = count;
  return {{"name", corpus.name},
          {"label", to_string(corpus.label)},
          {"files", corpus.files_read},
          {"records_read", corpus.records_read},
          {"records_rejected", corpus.records_rejected},
          {"bytes", corpus.bytes_read},
          {"reasons", std::move(reasons)},
          {"surfaces", std::move(surfaces)}};
}

}  // namespace

std::string shown_name(std::string_view id, std::string_view title) {
  constexpr size_t longest_title = 56;
  std::string name(id);
  if (!title.empty()) name += " " + std::string(title.substr(0, longest_title));
  return visible(title.size() > longest_title ? name + "..." : name);
}

std::string evidence_text(const Evidence& evidence, const Terminal& terminal) {
  std::string out;
  for (const CorpusRun& corpus : evidence.corpora)
    out += corpus_lines(corpus, terminal);
  out += "\n" + signature_table(evidence, terminal);
  for (const std::string& reason : evidence.invalid) {
    out += fmt::format("{} {}\n", terminal.red("invalid:"), visible(reason));
  }
  out += fmt::format("\nresult {}\n", evidence.result_digest.hex());
  return out;
}

Json evidence_json(const Evidence& evidence) {
  Json corpora = Json::array();
  for (const CorpusRun& corpus : evidence.corpora)
    corpora.push_back(corpus_json(corpus));
  Json signatures = Json::array();
  for (const SignatureEvidence& signature : evidence.signatures) {
    Json on = Json::object();
    for (const auto& [name, counts] : signature.corpora) {
      on[name] = {{"hits", counts.hits},
                  {"clients", counts.clients.size()},
                  {"reachable", counts.reachable},
                  {"reachability", to_string(reachability(counts))},
                  {"candidates", counts.candidates},
                  {"undecided", counts.undecided}};
    }
    signatures.push_back({{"id", signature.id},
                          {"rev", signature.rev},
                          {"action", to_string(signature.action)},
                          {"confidence", to_string(signature.confidence)},
                          {"corpora", std::move(on)}});
  }
  return {{"valid", evidence.invalid.empty()},
          {"invalid", evidence.invalid},
          {"bundle", evidence.bundle.hex()},
          {"result_digest", evidence.result_digest.hex()},
          {"corpora", std::move(corpora)},
          {"signatures", std::move(signatures)}};
}

}  // namespace sig::cli
