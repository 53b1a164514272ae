#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "base/diagnostic.h"
#include "base/text.h"
#include "cli/commands/commands.h"
#include "cli/user_folders.h"
#include "model/names.h"
#include "pipeline/build.h"

namespace sig::cli {
namespace {

Json losses_json(const BundleManifest& manifest) {
  Json out = Json::array();
  for (const CapabilityLoss& loss : manifest.losses) {
    out.push_back(
        {{"signature", loss.signature}, {"engine", loss.engine}, {"reason", loss.reason}});
  }
  return out;
}

Json new_ids_json(const std::vector<NewIds>& new_ids) {
  Json out = Json::array();
  for (const NewIds& given : new_ids)
    out.push_back({{"signature", given.signature}, {"ids", given.ids}});
  return out;
}

/// "path-traversal", "path-traversal and 3 more".
std::string named(const std::vector<std::string>& signatures) {
  if (signatures.size() == 1) return signatures[0];
  return fmt::format("{} and {} more", signatures[0], with_thousands(signatures.size() - 1));
}

/// What each engine leaves out: how many signatures, and where asked by reason which.
std::string losses_text(const BundleManifest& manifest, bool with_reasons) {
  std::map<std::string, std::map<std::string, std::vector<std::string>>> engines;
  std::map<std::string, std::set<std::string>> left_out;
  for (const CapabilityLoss& loss : manifest.losses) {
    engines[loss.engine][loss.reason].push_back(loss.signature);
    left_out[loss.engine].insert(loss.signature);
  }
  std::string out;
  for (const auto& [engine, reasons] : engines) {
    out += fmt::format("  {} cannot express {} of {}{}\n",
                       engine,
                       with_thousands(left_out[engine].size()),
                       counted(manifest.signatures.size(), "signature"),
                       with_reasons ? ":" : " (why: --losses)");
    if (!with_reasons) continue;
    for (const auto& [reason, signatures] : reasons)
      out += fmt::format("    {} ({})\n", reason, named(signatures));
  }
  return out;
}

/// "sigmatchd, suricata, snort2 and snort3".
std::string engines_text(const BundleManifest& manifest) {
  std::string out;
  for (const ManifestArtifact& artifact : manifest.artifacts)
    out += (out.empty() ? "" : ", ") + artifact.engine;
  return out.empty() ? "no engine" : out;
}

}  // namespace

int run_compile(const CompileOptions& options, const Terminal& terminal) {
  Diagnostics diagnostics;
  auto built = pipeline::build({.folder = options.project,
                                .output = options.output,
                                .now = now(),
                                .cache_folder = user_cache_folder(),
                                .is_locked = options.is_locked},
                               diagnostics);
  if (!built) {
    if (!diagnostics.has_errors()) return terminal.fail(built.error());
    terminal.text(diagnostics.as_text(terminal.colours_result()));
    terminal.text("Nothing was written.\n");
    terminal.document(false, {{"exit", exit_no}, {"diagnostics", diagnostics.as_json()}});
    return exit_no;
  }
  const SealedBundle& sealed = built->bundle;
  const BundleManifest& manifest = sealed.manifest;
  terminal.text(fmt::format("{} holds {} for {} ({} bytes).\n  digest {}\n",
                            quote(options.output, 240),
                            counted(manifest.signatures.size(), "signature"),
                            engines_text(manifest),
                            sealed.bytes.size(),
                            sealed.digest.hex()));
  if (manifest.revision.empty()) {
    terminal.text("  from sources that are not committed: it can be replayed, not promoted\n");
  } else {
    terminal.text(fmt::format("  from commit {}\n", manifest.revision));
  }
  if (!built->new_ids.empty()) {
    terminal.text(fmt::format("  ids.lock has new numbers for {}: commit it with them\n",
                              counted(built->new_ids.size(), "signature")));
  }
  terminal.text(losses_text(manifest, options.shows_losses));
  terminal.text(
      fmt::format("Next: sigctl replay {} --corpus NAME -o evidence.json\n", options.output));
  terminal.document(true,
                    {{"path", options.output},
                     {"digest", sealed.digest.hex()},
                     {"revision", manifest.revision},
                     {"signatures", manifest.signatures.size()},
                     {"bytes", sealed.bytes.size()},
                     {"new_ids", new_ids_json(built->new_ids)},
                     {"losses", losses_json(manifest)},
                     {"diagnostics", diagnostics.as_json()}});
  return exit_yes;
}

}  // namespace sig::cli
