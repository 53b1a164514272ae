#include "cli/commands/traffic_options.h"

#include <fmt/format.h>

#include "base/text.h"
#include "cli/user_folders.h"
#include "pipeline/corpora.h"

namespace sig::cli {

Result<pipeline::RehearsalRequest> rehearsal_request(const TrafficOptions& options) {
  pipeline::RehearsalRequest request{.folder = options.project,
                                     .corpora = options.corpora,
                                     .traffic = options.traffic,
                                     .cache_folder = user_cache_folder(),
                                     .workers = pipeline::workers_or_cores(options.workers),
                                     .now = now(),
                                     .clock = now};
  for (const std::string& var : options.vars) {
    const size_t equals = var.find('=');
    if (equals == 0 || equals == std::string::npos) {
      return usage_error("--var takes NAME=VALUE, not " + quote(var));
    }
    for (const std::string_view value : split(std::string_view(var).substr(equals + 1), ',')) {
      request.vars[var.substr(0, equals)].emplace_back(trim(value));
    }
  }
  if (!options.format.empty()) {
    request.options.format = traffic::parse_format(options.format);
    if (!request.options.format) {
      return usage_error("there is no format " + quote(options.format),
                         "formats: " + join_or(traffic::format_names()));
    }
  }
  if (options.checksums != "on" && options.checksums != "off") {
    return usage_error("--checksums takes on or off, not " + quote(options.checksums));
  }
  request.options.verify_checksums = options.checksums == "on";
  request.options.capture_filter = options.filter;
  request.options.midstream = options.midstream;
  request.options.client = TRY(pipeline::client_rule(options.client));
  return request;
}

std::string progress_line(const replay::Progress& progress) {
  const double share = progress.bytes_total == 0 ? 0
                                                 : static_cast<double>(progress.bytes_done) /
                                                       static_cast<double>(progress.bytes_total);
  constexpr int width = 30;
  const int filled = static_cast<int>(share * width);
  return fmt::format("replaying [{:#<{}}{:.<{}}] {:3.0f} %  {} units",
                     "",
                     filled,
                     "",
                     width - filled,
                     share * 100,
                     with_thousands(progress.units));
}

}  // namespace sig::cli
