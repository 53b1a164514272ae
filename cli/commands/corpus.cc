#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/text.h"
#include "cli/commands/commands.h"
#include "pipeline/corpora.h"

namespace sig::cli {
namespace {

std::uint64_t sum(const CorpusManifest& manifest, std::uint64_t PinnedFile::*member) {
  std::uint64_t total = 0;
  for (const PinnedFile& file : manifest.files)
    total += file.*member;
  return total;
}

Json summary(const CorpusManifest& manifest) {
  Json out = {{"name", manifest.name},
              {"label", to_string(manifest.label)},
              {"client", to_string(manifest.client)},
              {"clients", manifest.clients},
              {"files", manifest.files.size()},
              {"records", sum(manifest, &PinnedFile::records)},
              {"rejected", sum(manifest, &PinnedFile::rejected)},
              {"digest", manifest.digest.hex()}};
  if (manifest.captured_from) out["captured_from"] = to_iso8601(*manifest.captured_from);
  if (manifest.captured_to) out["captured_to"] = to_iso8601(*manifest.captured_to);
  return out;
}

std::string summary_text(const CorpusManifest& manifest) {
  std::string out = fmt::format("{} ({}): {}, {}, {} by {}",
                                manifest.name,
                                to_string(manifest.label),
                                counted(manifest.files.size(), "file"),
                                counted(sum(manifest, &PinnedFile::records), "record"),
                                counted(manifest.clients, "client"),
                                to_string(manifest.client));
  if (manifest.captured_from && manifest.captured_to) {
    out += fmt::format(
        ", {} to {}", to_iso8601(*manifest.captured_from), to_iso8601(*manifest.captured_to));
  }
  const std::uint64_t rejected = sum(manifest, &PinnedFile::rejected);
  if (rejected > 0) out += "; " + counted(rejected, "record") + " could not be used";
  return out + "\n";
}

}  // namespace

int run_corpus_pin(const CorpusOptions& options, const Terminal& terminal) {
  auto pinned = pipeline::pin_corpus({.folder = options.folder,
                                      .name = options.name,
                                      .label = options.label,
                                      .client = options.client,
                                      .client_reason = options.reason,
                                      .provenance = options.provenance,
                                      .workers = options.workers,
                                      .dry_run = options.dry_run});
  if (!pinned) return terminal.fail(pinned.error());
  terminal.text(summary_text(*pinned));
  terminal.text(options.dry_run
                    ? "Nothing was written.\n"
                    : fmt::format("Pinned in {}.\n", join_path(options.folder, "corpus.yaml")));
  Json content = summary(*pinned);
  content["dry_run"] = options.dry_run;
  terminal.document(true, content);
  return exit_yes;
}

int run_corpus_check(const CorpusOptions& options, const Terminal& terminal) {
  auto changes = pipeline::check_corpus(options.folder);
  if (!changes) return terminal.fail(changes.error());
  for (const std::string& change : *changes)
    terminal.text(visible(change) + "\n");
  if (changes->empty()) terminal.text("The folder holds what was pinned.\n");
  terminal.document(changes->empty(), {{"changes", *changes}});
  return changes->empty() ? exit_yes : exit_no;
}

}  // namespace sig::cli
