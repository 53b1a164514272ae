#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/diagnostic.h"
#include "base/text.h"
#include "cli/commands/commands.h"
#include "cli/user_folders.h"
#include "pipeline/project.h"

namespace sig::cli {

int run_validate(const ValidateOptions& options, const Terminal& terminal) {
  Diagnostics diagnostics;
  size_t signatures = 0;
  const pipeline::CheckRequest request{.folder = options.project,
                                       .paths = options.paths,
                                       .now = now(),
                                       .cache_folder = user_cache_folder()};
  if (options.paths.empty()) {
    auto checked = pipeline::check_project(request, diagnostics);
    if (!checked) return terminal.fail(checked.error());
    signatures = checked->signatures.size();
  } else {
    auto read = pipeline::check_paths(request, diagnostics);
    if (!read) return terminal.fail(read.error());
    signatures = read->size();
  }
  const bool valid = !diagnostics.has_errors() && signatures > 0;
  terminal.text(diagnostics.as_text(terminal.colours_result()));
  if (valid) {
    terminal.text(fmt::format(
        "{} valid.\n", counted(signatures, "signature") + (signatures == 1 ? " is" : " are")));
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
