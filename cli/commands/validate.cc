#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/diagnostic.h"
#include "base/text.h"
#include "cli/commands/commands.h"
#include "cli/user_folders.h"
#include "pipeline/engines.h"
#include "pipeline/project.h"

namespace sig::cli {
namespace {

std::string what_engine_said(const std::string& engine, size_t natives) {
  if (natives == 0) return "none of them is a rule that " + engine + " could be asked about";
  return fmt::format("{} takes the {}", engine, natives == 1 ? "native one" : "native ones");
}

}  // namespace

int run_validate(const ValidateOptions& options, const Terminal& terminal) {
  Diagnostics diagnostics;
  std::vector<Signature> read_signatures;
  const pipeline::CheckRequest request{.folder = options.project,
                                       .paths = options.paths,
                                       .now = now(),
                                       .cache_folder = user_cache_folder()};
  if (options.paths.empty()) {
    auto checked = pipeline::check_project(request, diagnostics);
    if (!checked) return terminal.fail(checked.error());
    read_signatures = std::move(checked->signatures);
  } else {
    auto read = pipeline::check_paths(request, diagnostics);
    if (!read) return terminal.fail(read.error());
    read_signatures = *std::move(read);
  }
  const size_t signatures = read_signatures.size();
  const auto natives = static_cast<size_t>(
      std::count_if(read_signatures.begin(), read_signatures.end(), [](const Signature& one) {
        return one.native.has_value();
      }));
  std::string engine;
  if (!options.engine.empty()) {
    if (options.engine != "suricata") {
      return terminal.fail(usage_error("--engine takes suricata, not " + quote(options.engine)));
    }
    auto asked = pipeline::ask_suricata(read_signatures, diagnostics);
    if (!asked) return terminal.fail(asked.error());
    engine = "suricata " + *asked;
  }
  const bool valid = !diagnostics.has_errors() && signatures > 0;
  terminal.text(diagnostics.as_text(terminal.colours_result()));
  if (valid) {
    terminal.text(fmt::format("{} valid{}.\n",
                              counted(signatures, "signature") + (signatures == 1 ? " is" : " are"),
                              engine.empty() ? "" : ", and " + what_engine_said(engine, natives)));
  } else if (signatures == 0 && !diagnostics.has_errors()) {
    terminal.text("There is no signature to validate.\n");
  }
  Json document = {{"signatures", signatures},
                   {"errors", diagnostics.count(Level::Error)},
                   {"warnings", diagnostics.count(Level::Warning)},
                   {"diagnostics", diagnostics.as_json()}};
  if (!engine.empty()) document["engine"] = engine;
  terminal.document(valid, document);
  return valid ? exit_yes : exit_no;
}

}  // namespace sig::cli
