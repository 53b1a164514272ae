#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/diagnostic.h"
#include "base/text.h"
#include "cli/commands/commands.h"
#include "cli/user_folders.h"
#include "pipeline/engines.h"
#include "pipeline/project.h"

namespace sig::cli {

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
                              engine.empty() ? "" : ", and " + engine + " takes the native ones"));
  } else if (signatures == 0 && !diagnostics.has_errors()) {
    terminal.text("There is no signature to validate.\n");
  }
  terminal.document(valid,
                    {{"signatures", signatures},
                     {"errors", diagnostics.count(Level::Error)},
                     {"warnings", diagnostics.count(Level::Warning)},
                     {"diagnostics", diagnostics.as_json()}});
  return valid ? exit_yes : exit_no;
}

}  // namespace sig::cli
