#include <fmt/format.h>

#include <nlohmann/json.hpp>

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

std::string losses_text(const BundleManifest& manifest) {
  std::string out;
  for (const CapabilityLoss& loss : manifest.losses) {
    out += fmt::format("  {} on {}: {}\n", loss.signature, loss.engine, loss.reason);
  }
  return out;
}

}  // namespace

int run_compile(const CompileOptions& options, const Terminal& terminal) {
  Diagnostics diagnostics;
  auto sealed = pipeline::build({.folder = options.project,
                                 .output = options.output,
                                 .now = now(),
                                 .cache_folder = user_cache_folder()},
                                diagnostics);
  if (!sealed) {
    if (!diagnostics.has_errors()) return terminal.fail(sealed.error());
    terminal.text(diagnostics.as_text(terminal.colours_result()));
    terminal.text("Nothing was written.\n");
    terminal.document(false, {{"exit", exit_no}, {"diagnostics", diagnostics.as_json()}});
    return exit_no;
  }
  const BundleManifest& manifest = sealed->manifest;
  terminal.text(fmt::format("{} holds {} for {} ({} bytes).\n  digest {}\n",
                            quote(options.output, 240),
                            counted(manifest.signatures.size(), "signature"),
                            manifest.artifacts.empty() ? "no engine" : manifest.artifacts[0].engine,
                            sealed->bytes.size(),
                            sealed->digest.hex()));
  if (manifest.revision.empty()) {
    terminal.text("  from sources that are not committed: it can be replayed, not promoted\n");
  } else {
    terminal.text(fmt::format("  from commit {}\n", manifest.revision));
  }
  terminal.text(losses_text(manifest));
  terminal.text(
      fmt::format("Next: sigctl replay {} --corpus NAME -o evidence.json\n", options.output));
  terminal.document(true,
                    {{"path", options.output},
                     {"digest", sealed->digest.hex()},
                     {"revision", manifest.revision},
                     {"signatures", manifest.signatures.size()},
                     {"bytes", sealed->bytes.size()},
                     {"losses", losses_json(manifest)},
                     {"diagnostics", diagnostics.as_json()}});
  return exit_yes;
}

}  // namespace sig::cli
