#include <fmt/format.h>

#include "base/text.h"
#include "traffic/corpus.h"

namespace sig::traffic {
namespace {

/// A double-quoted scalar. quote() makes control, bidi and non-UTF-8 bytes visible in escapes that
/// YAML shares; quotes and backslashes come first.
std::string yaml_text(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '"' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return quote(escaped, escaped.size());
}

void append_file(const PinnedFile& file, std::string& out) {
  out += fmt::format("  - path: {}\n", yaml_text(file.path));
  out += fmt::format("    digest: \"sha256:{}\"\n", file.digest.hex());
  out += fmt::format("    bytes: {}\n", file.bytes);
  out += fmt::format("    format: {}\n", file.format);
  out += fmt::format("    records: {}\n", file.records);
  out += fmt::format("    rejected: {}\n", file.rejected);
}

}  // namespace

std::string corpus_yaml(CorpusManifest& manifest) {
  std::string out;
  out += fmt::format("name: {}\n", yaml_text(manifest.name));
  out += fmt::format("label: {}\n", to_string(manifest.label));
  out += fmt::format("client: {}\n", yaml_text(to_string(manifest.client)));
  if (!manifest.client_reason.empty()) {
    out += fmt::format("client_reason: {}\n", yaml_text(manifest.client_reason));
  }
  if (!manifest.provenance.empty()) {
    out += fmt::format("provenance: {}\n", yaml_text(manifest.provenance));
  }
  out += fmt::format("clients: {}\n", manifest.clients);
  if (manifest.captured_from) {
    out += fmt::format("captured_from: {}\n", to_iso8601(*manifest.captured_from));
  }
  if (manifest.captured_to) {
    out += fmt::format("captured_to: {}\n", to_iso8601(*manifest.captured_to));
  }
  out += "files:\n";
  for (const PinnedFile& file : manifest.files)
    append_file(file, out);
  manifest.digest = sha256(out);
  return out;
}

}  // namespace sig::traffic
