#include <fmt/format.h>

#include <algorithm>
#include <kainjow/mustache.hpp>

#include "base/base64.h"
#include "base/digest.h"
#include "base/text.h"
#include "cli/embedded.h"
#include "cli/render/rates.h"
#include "cli/render/report.h"
#include "model/names.h"

namespace sig::cli {
namespace {

using kainjow::mustache::data;
using kainjow::mustache::list;

constexpr size_t bars_shown = 20;
constexpr size_t examples_shown = 200;
constexpr size_t clients_shown = 100;

std::string asset(std::string_view name) {
  for (const EmbeddedFile& file : asset_files()) {
    if (file.path == name) return std::string(file.content);
  }
  return "";
}

std::string csp_hash(const std::string& text) {
  const Digest digest = sha256(text);
  return to_base64({reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()});
}

struct Totals {
  std::uint64_t benign = 0;
  std::uint64_t benign_clients = 0;
  std::uint64_t attack = 0;
  std::uint64_t reachable = 0;
  std::uint64_t undecided = 0;
};

Totals totals_of(const SignatureEvidence& signature, const Evidence& evidence) {
  Totals out;
  for (const CorpusRun& corpus : evidence.corpora) {
    const auto found = signature.corpora.find(corpus.name);
    if (found == signature.corpora.end()) continue;
    const SignatureOnCorpus& counts = found->second;
    out.undecided += counts.undecided;
    if (corpus.label == Label::Benign) {
      out.benign += counts.hits;
      out.benign_clients += counts.clients.size();
      out.reachable += counts.reachable;
    } else {
      out.attack += counts.hits;
    }
  }
  return out;
}

std::vector<const SignatureEvidence*> by_benign_hits(const Evidence& evidence) {
  std::vector<const SignatureEvidence*> order;
  for (const SignatureEvidence& signature : evidence.signatures)
    order.push_back(&signature);
  std::stable_sort(order.begin(), order.end(), [&](const auto* a, const auto* b) {
    return benign_hits(*a, evidence) > benign_hits(*b, evidence);
  });
  return order;
}

list cards(const Evidence& evidence) {
  list out;
  for (const CorpusRun& corpus : evidence.corpora) {
    for (const auto& [surface, counts] : corpus.surfaces) {
      if (counts.total.units == 0) continue;
      const SurfaceRate rate = surface_rate(counts, corpus.label);
      data card;
      card["corpus"] = corpus.name;
      card["label"] = std::string(to_string(corpus.label));
      card["surface"] = std::string(to_string(surface));
      card["rate"] = rate.name + " " + percent(rate.rate);
      card["bound"] = rate.bound_words();
      card["counts"] = fmt::format("{} of {}, {}",
                                   with_thousands(rate.hits),
                                   counted(counts.total.units, "unit"),
                                   counted(counts.clients.size(), "client"));
      card["tone"] = std::string(corpus.label != Label::Benign ? ""
                                 : rate.hits > 0               ? "bad"
                                                               : "good");
      out.push_back(card);
    }
  }
  return out;
}

list bars(const std::vector<const SignatureEvidence*>& order,
          const Evidence& evidence,
          int& height) {
  list out;
  const double most =
      order.empty() ? 0 : static_cast<double>(benign_hits(*order.front(), evidence));
  int y = 4;
  for (size_t i = 0; i < std::min(order.size(), bars_shown); ++i) {
    const std::uint64_t hits = benign_hits(*order[i], evidence);
    if (hits == 0) break;
    const double width = std::max(2.0, 480.0 * static_cast<double>(hits) / most);
    data bar;
    bar["id"] = order[i]->id;
    bar["y"] = std::to_string(y);
    bar["text_y"] = std::to_string(y + 11);
    bar["width"] = fmt::format("{:.1f}", width);
    bar["label_x"] = fmt::format("{:.1f}", 306 + width);
    bar["label"] = with_thousands(hits);
    out.push_back(bar);
    y += 22;
  }
  height = y;
  return out;
}

list rows(const std::vector<const SignatureEvidence*>& order, const Evidence& evidence) {
  list out;
  for (const SignatureEvidence* signature : order) {
    const Totals totals = totals_of(*signature, evidence);
    const Reachability reach = reachability({.reachable = totals.reachable});
    data row;
    row["id"] = signature->id;
    row["rev"] = std::to_string(signature->rev);
    row["title"] = signature->title;
    row["action"] = std::string(to_string(signature->action));
    row["confidence"] = std::string(to_string(signature->confidence));
    row["benign"] = std::to_string(totals.benign);
    row["benign_text"] = with_thousands(totals.benign);
    row["benign_clients"] = std::to_string(totals.benign_clients);
    row["attack"] = std::to_string(totals.attack);
    row["attack_text"] = with_thousands(totals.attack);
    row["reachable"] = std::to_string(totals.reachable);
    row["reachable_text"] = with_thousands(totals.reachable);
    row["undecided"] = std::to_string(totals.undecided);
    row["reachability"] = std::string(to_string(reach));
    row["reach_tone"] = std::string(reach == Reachability::Measured ? "" : "warn");
    row["tone"] = std::string(totals.benign == 0 ? "" : "bad");
    row["where"] = fmt::format("{}:{}", signature->origin.file, signature->origin.line);
    out.push_back(row);
  }
  return out;
}

data part_data(const MatchedPart& part) {
  const size_t at = part.matched.empty() ? std::string::npos : part.shown.find(part.matched);
  data out;
  out["field"] = part.field;
  out["before"] = visible(at == std::string::npos ? part.shown : part.shown.substr(0, at));
  out["matched"] = visible(at == std::string::npos ? "" : part.matched);
  out["after"] =
      visible(at == std::string::npos ? "" : part.shown.substr(at + part.matched.size()));
  return out;
}

/// Calls `visit(signature, corpus, counts)` for each benign corpus in which the signature hit.
template <class Visit>
void each_benign(const std::vector<const SignatureEvidence*>& order,
                 const Evidence& evidence,
                 Visit visit) {
  for (const SignatureEvidence* signature : order) {
    for (const CorpusRun& corpus : evidence.corpora) {
      const auto found = signature->corpora.find(corpus.name);
      if (corpus.label == Label::Benign && found != signature->corpora.end()) {
        visit(*signature, corpus, found->second);
      }
    }
  }
}

list false_positives(const std::vector<const SignatureEvidence*>& order, const Evidence& evidence) {
  list out;
  size_t shown = 0;
  each_benign(order, evidence, [&](const auto& signature, const auto& corpus, const auto& counts) {
    for (const HitExample& example : counts.examples) {
      if (shown++ >= examples_shown) return;
      data row;
      row["id"] = signature.id;
      row["client"] = visible(example.client);
      row["record"] = visible(fmt::format("{} {}:{}", corpus.name, example.file, example.record));
      row["shown"] = visible(example.shown);
      list parts;
      for (const MatchedPart& part : example.parts)
        parts.push_back(part_data(part));
      row["parts"] = data(parts);
      out.push_back(row);
    }
  });
  return out;
}

list noisy_clients(const std::vector<const SignatureEvidence*>& order, const Evidence& evidence) {
  struct Noise {
    std::uint64_t hits;
    std::string client, id, corpus;
  };
  std::vector<Noise> all;
  each_benign(order, evidence, [&](const auto& signature, const auto& corpus, const auto& counts) {
    for (const auto& [client, hits] : counts.clients)
      all.push_back({hits, client, signature.id, corpus.name});
  });
  std::stable_sort(
      all.begin(), all.end(), [](const Noise& a, const Noise& b) { return a.hits > b.hits; });
  list out;
  for (size_t i = 0; i < std::min(all.size(), clients_shown); ++i) {
    data row;
    row["client"] = visible(all[i].client);
    row["id"] = all[i].id;
    row["corpus"] = all[i].corpus;
    row["hits"] = std::to_string(all[i].hits);
    out.push_back(row);
  }
  return out;
}

list corpora(const Evidence& evidence) {
  list out;
  for (const CorpusRun& corpus : evidence.corpora) {
    data row;
    row["name"] = corpus.name;
    row["label"] = std::string(to_string(corpus.label));
    row["files"] = with_thousands(corpus.files_read);
    row["read"] = with_thousands(corpus.records_read);
    row["rejected"] = with_thousands(corpus.records_rejected);
    row["captured"] =
        corpus.captured_from && corpus.captured_to
            ? to_iso8601(*corpus.captured_from) + " to " + to_iso8601(*corpus.captured_to)
            : std::string("unknown");
    list reasons;
    for (const auto& [reason, count] : corpus.reasons) {
      reasons.push_back(data(fmt::format("{} x {}", with_thousands(count), visible(reason))));
    }
    row["reasons"] = data(reasons);
    out.push_back(row);
  }
  return out;
}

/// A section of the template that is there only when its list is not empty.
void put_list(data& page, const std::string& name, const list& rows) {
  page["has_" + name] = data(rows.empty() ? data::type::bool_false : data::type::bool_true);
  page[name] = data(rows);
}

}  // namespace

std::string report_html(const Evidence& evidence) {
  const auto order = by_benign_hits(evidence);
  const std::string style = asset("report.css");
  const std::string script = asset("report.js");
  int height = 0;
  const list chart = bars(order, evidence, height);
  data page;
  page["style"] = style;
  page["script"] = script;
  page["style_hash"] = csp_hash(style);
  page["script_hash"] = csp_hash(script);
  page["project"] = evidence.project.empty() ? std::string("sigctl") : visible(evidence.project);
  page["bundle"] = evidence.bundle.hex();
  page["bundle_short"] = evidence.bundle.hex().substr(0, 12);
  page["signatures"] = std::to_string(evidence.signatures.size());
  page["finished"] = to_iso8601(evidence.finished);
  page["tool"] = evidence.tool_version;
  page["engine"] = visible(evidence.engine_version);
  list invalid;
  for (const std::string& reason : evidence.invalid)
    invalid.push_back(data(visible(reason)));
  page["invalid"] = data(invalid);
  page["cards"] = data(cards(evidence));
  page["chart_height"] = std::to_string(height);
  page["bars"] = data(chart);
  page["has_chart"] = data(chart.empty() ? data::type::bool_false : data::type::bool_true);
  page["rows"] = data(rows(order, evidence));
  put_list(page, "false_positives", false_positives(order, evidence));
  put_list(page, "noisy_clients", noisy_clients(order, evidence));
  page["corpora"] = data(corpora(evidence));
  page["result"] = evidence.result_digest.hex();
  kainjow::mustache::mustache tmpl(asset("report.html"));
  return tmpl.render(page);
}

}  // namespace sig::cli
