#include <fmt/format.h>

#include "base/text.h"
#include "cli/render/rates.h"
#include "cli/render/report.h"
#include "model/names.h"

namespace sig::cli {
namespace {

constexpr size_t rows_shown = 30;

/// Text inside a table cell: nothing in it is Markdown, HTML or a new cell.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : visible(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '\n':
        out += ' ';
        break;
      case '|':
      case '`':
      case '*':
      case '_':
      case '[':
      case ']':
      case '\\':
      case '#':
      case '@':
      case '!':
      case '~':
        out += fmt::format("&#{};", static_cast<int>(c));
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string corpus_rows(const Evidence& evidence) {
  std::string out =
      "| corpus | surface | units | clients | flagged | result |\n|---|---|---:|---:|---:|---|\n";
  for (const CorpusRun& corpus : evidence.corpora) {
    for (const auto& [surface, counts] : corpus.surfaces) {
      out += fmt::format("| {} ({}) | {} | {} | {} | {} | {} |\n",
                         cell(corpus.name),
                         to_string(corpus.label),
                         to_string(surface),
                         with_thousands(counts.total.units),
                         with_thousands(counts.clients.size()),
                         with_thousands(counts.total.flagged),
                         surface_rate(counts, corpus.label).sentence());
    }
  }
  return out;
}

std::string false_positive_rows(const Evidence& evidence, size_t& count) {
  std::string out;
  for (const SignatureEvidence& signature : evidence.signatures) {
    const std::uint64_t hits = benign_hits(signature, evidence);
    if (hits == 0 || ++count > rows_shown) continue;
    std::string example;
    for (const auto& [name, counts] : signature.corpora) {
      if (!counts.examples.empty() && example.empty())
        example = counts.examples.front().shown.substr(0, 160);
    }
    out += fmt::format("| {} rev {} | {} | {} | {} | {} |\n",
                       cell(signature.id),
                       signature.rev,
                       to_string(signature.action),
                       with_thousands(hits),
                       cell(fmt::format("{}:{}", signature.origin.file, signature.origin.line)),
                       cell(example));
  }
  return out;
}

}  // namespace

std::string report_markdown(const Evidence& evidence) {
  std::string out =
      fmt::format("### sigctl: replay of bundle `{}`\n\n", evidence.bundle.hex().substr(0, 12));
  for (const std::string& reason : evidence.invalid) {
    out += fmt::format("> **This run proves nothing:** {}\n\n", cell(reason));
  }
  out += corpus_rows(evidence) + "\n";
  size_t count = 0;
  const std::string rows = false_positive_rows(evidence, count);
  if (count == 0) return out + "No benign unit was flagged.\n";
  out += fmt::format(
      "**{} flag{} benign traffic**\n\n", counted(count, "signature"), count == 1 ? "s" : "");
  out +=
      "| signature | action | benign hits | where | example (redacted) "
      "|\n|---|---|---:|---|---|\n" +
      rows;
  if (count > rows_shown) out += fmt::format("\nand {} more\n", count - rows_shown);
  return out;
}

}  // namespace sig::cli
