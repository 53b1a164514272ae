#include "cli/render/report.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/text.h"
#include "cli/commands/commands.h"
#include "cli/render/evidence_text.h"
#include "replay/evidence_file.h"

namespace sig::cli {

int run_report(const ReportOptions& options, const Terminal& terminal) {
  auto text = read_file(options.evidence);
  if (!text) return terminal.fail(text.error());
  auto evidence = replay::read_evidence(*text, options.evidence);
  if (!evidence) return terminal.fail(evidence.error());
  struct Form {
    const std::string& path;
    std::string (*render)(const Evidence&);
  };
  const Form forms[] = {{options.html, report_html},
                        {options.junit, report_junit},
                        {options.sarif, report_sarif},
                        {options.markdown, report_markdown}};
  terminal.text(evidence_text(*evidence, terminal));
  Json written = Json::array();
  for (const Form& form : forms) {
    if (form.path.empty()) continue;
    if (auto status = write_atomically(form.path, form.render(*evidence)); !status) {
      return terminal.fail(status.error());
    }
    terminal.text(fmt::format("wrote {}\n", visible(form.path)));
    written.push_back(form.path);
  }
  Json content = evidence_json(*evidence);
  content["written"] = std::move(written);
  terminal.document(true, content);
  return exit_yes;
}

}  // namespace sig::cli
