#include "engine/suricata.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>

#include "base/file.h"
#include "base/process.h"
#include "base/text.h"

namespace sig::engine {
namespace {

constexpr std::chrono::minutes longest_run{30};
constexpr std::uint64_t largest_eve = 1ULL << 30U;

Status write_rules(const EngineRules& rules, const std::string& path) {
  std::string text;
  for (const std::string& line : rules.lines)
    text += line + "\n";
  return write_atomically(path, text, 0600);
}

Status write_files(const EngineRules& rules, const std::string& folder) {
  TRY(write_rules(rules, join_path(folder, "rules.rules")));
  return write_atomically(
      join_path(folder, "suricata.yaml"), suricata_configuration(rules, folder), 0600);
}

/// A rule may name files to write (dataset's save and state), and with -r Suricata 7.0.10 takes
/// them from where it works: never the caller's folder.
ProcessOptions in_folder(const std::string& folder) {
  return {.folder = folder,
          .timeout = std::chrono::duration_cast<std::chrono::milliseconds>(longest_run)};
}

/// The number behind `key` in the text; nothing where there is none.
std::optional<std::uint64_t> number_before(std::string_view text, std::string_view word) {
  const size_t at = text.rfind(word);
  if (at == std::string_view::npos) return std::nullopt;
  size_t begin = at;
  while (begin > 0 && text[begin - 1] >= '0' && text[begin - 1] <= '9')
    --begin;
  return parse_unsigned(text.substr(begin, at - begin));
}

Error not_all_loaded(const RuleTest& test, size_t expected) {
  std::string first = test.refused.empty() ? std::string() : ": " + test.refused[0].message;
  return input_error(fmt::format("suricata loaded {} of {} rules{}", test.loaded, expected, first),
                     "see each refusal with: sigctl validate --engine suricata");
}

}  // namespace

Result<Suricata> Suricata::find(const std::string& program) {
  const auto said = run_process({program, "-V"}, {.timeout = std::chrono::seconds(20)});
  const std::string hint =
      "install it (Debian: bookworm-backports), or leave out --engine suricata";
  if (!said || said->exit_code != 0) return io_error(quote(program) + " cannot be run", hint);
  constexpr std::string_view before = "Suricata version ";
  const size_t at = said->out.find(before);
  if (at == std::string::npos) return io_error(quote(program) + " is no Suricata", hint);
  const std::string_view rest = std::string_view(said->out).substr(at + before.size());
  return Suricata(program, std::string(rest.substr(0, rest.find_first_of(" \n"))));
}

std::string suricata_configuration(const EngineRules& rules, const std::string& folder) {
  std::string out = "%YAML 1.1\n---\nvars:\n  address-groups:\n";
  // Values of a rule's header: brackets, addresses, names. Quoted, and YAML's escapes for the rest.
  const auto add = [&out](const std::map<std::string, std::string>& variables) {
    for (const auto& [name, value] : variables) {
      std::string text;
      for (const char c : value) {
        if (c == '"' || c == '\\') text.push_back('\\');
        if (static_cast<unsigned char>(c) >= ' ') text.push_back(c);
      }
      out += fmt::format("    {}: \"{}\"\n", name, text);
    }
  };
  add(rules.addresses);
  out += "  port-groups:\n";
  add(rules.ports);
  out += fmt::format(
      "default-log-dir: {0}\ndefault-rule-path: {0}\ndefault-data-dir: {0}\n"
      "rule-files: [rules.rules]\n",
      folder);
  for (const char* file : {"classification.config", "reference.config"}) {
    const std::string path = join_path("/etc/suricata", file);
    const std::string_view key = file[0] == 'c' ? "classification-file" : "reference-config-file";
    if (is_file(path)) out += fmt::format("{}: {}\n", key, path);
  }
  out += R"(packet-alert-max: 255
stats: {enabled: no}
outputs:
  - eve-log:
      enabled: yes
      filetype: regular
      filename: eve.json
      types: [alert, flow]
logging:
  default-log-level: notice
  outputs:
    - console: {enabled: yes}
app-layer:
  protocols:
    tls: {enabled: yes, ja3-fingerprints: yes, detection-ports: {dp: 443}}
    http: {enabled: yes}
    http2: {enabled: yes}
    dns: {tcp: {enabled: yes, detection-ports: {dp: 53}}, udp: {enabled: yes, detection-ports: {dp: 53}}}
    ssh: {enabled: yes, hassh: yes}
    ftp: {enabled: yes}
    smtp: {enabled: yes}
    smb: {enabled: yes, detection-ports: {dp: "139, 445"}}
    dcerpc: {enabled: yes}
    krb5: {enabled: yes}
    snmp: {enabled: yes}
    tftp: {enabled: yes}
    ike: {enabled: yes}
    rdp: {enabled: yes}
    rfb: {enabled: yes, detection-ports: {dp: "5900, 5901, 5902, 5903, 5904, 5905, 5906, 5907, 5908, 5909"}}
    mqtt: {enabled: yes}
    sip: {enabled: yes}
    dhcp: {enabled: yes}
    nfs: {enabled: yes}
    ntp: {enabled: yes}
    quic: {enabled: yes}
    imap: {enabled: detection-only}
    pgsql: {enabled: no}
    modbus: {enabled: no}
    dnp3: {enabled: no}
    enip: {enabled: no}
)";
  return out;
}

RuleTest read_rule_test(std::string_view output, std::string_view rules_file) {
  RuleTest out;
  std::string reason;
  for (const std::string_view line : split(output, '\n')) {
    // The level is a letter, or with -v a word.
    const std::string_view level = line.starts_with("E: ")       ? "E: "
                                   : line.starts_with("Error: ") ? "Error: "
                                                                 : "";
    const size_t loaded = line.find(" rules successfully loaded, ");
    if (loaded != std::string_view::npos) {
      out.loaded = number_before(line, " rules successfully loaded").value_or(0);
      out.failed = number_before(line, " rules failed").value_or(0);
    }
    if (level.empty()) continue;
    constexpr std::string_view place = "error parsing signature ";
    const size_t at = line.find(place);
    if (at == std::string_view::npos) {
      // The engine says why before it says where.
      const std::string said = visible(line.substr(level.size())).substr(0, 400);
      reason += (reason.empty() ? "" : "; ") + said;
      continue;
    }
    const std::string before_number = fmt::format(" from file {} at line ", rules_file);
    const size_t number = line.rfind(before_number);
    if (number != std::string_view::npos) {
      const auto found = parse_unsigned(trim(line.substr(number + before_number.size())));
      if (found && *found > 0) {
        out.refused.push_back({static_cast<size_t>(*found - 1), reason});
      }
    }
    reason.clear();
  }
  return out;
}

Result<RuleTest> Suricata::test_rules(const EngineRules& rules) const {
  const TempFolder folder = TRY(TempFolder::create("sigctl-suricata"));
  TRY(write_files(rules, folder.path()));
  const std::string file = join_path(folder.path(), "rules.rules");
  const ProcessResult said = TRY(run_process({program_,
                                              "-T",
                                              "-v",
                                              "-c",
                                              join_path(folder.path(), "suricata.yaml"),
                                              "-S",
                                              file,
                                              "-l",
                                              folder.path()},
                                             in_folder(folder.path())));
  RuleTest out = read_rule_test(said.out + "\n" + said.err, file);
  out.version = version_;
  std::erase_if(out.refused,
                [&](const RefusedRule& rule) { return rule.line >= rules.lines.size(); });
  if (out.failed < out.refused.size()) out.failed = out.refused.size();
  if (out.loaded + out.failed == 0) {
    return io_error("suricata -T does not say what it loaded: " +
                    visible(trim(said.err.empty() ? said.out : said.err)).substr(0, 400));
  }
  return out;
}

Result<CaptureReport> Suricata::replay(const EngineRules& rules,
                                       const std::string& capture,
                                       const ReplayOptions& options) const {
  const TempFolder folder = TRY(TempFolder::create("sigctl-suricata"));
  TRY(write_files(rules, folder.path()));
  const std::string file = join_path(folder.path(), "rules.rules");
  std::error_code failure;
  const std::string path = std::filesystem::absolute(capture, failure).string();
  if (failure) return io_error("cannot find where " + quote(capture, 240) + " is");
  std::vector<std::string> argv{program_,
                                "-v",
                                "--runmode",
                                "single",
                                "-c",
                                join_path(folder.path(), "suricata.yaml"),
                                "-S",
                                file,
                                "-l",
                                folder.path(),
                                "-r",
                                path};
  if (!options.verify_checksums) argv.insert(argv.end(), {"-k", "none"});
  if (options.midstream) argv.insert(argv.end(), {"--set", "stream.midstream=true"});
  const ProcessResult said = TRY(run_process(argv, in_folder(folder.path())));
  const std::string words = said.out + "\n" + said.err;
  const RuleTest test = read_rule_test(words, file);
  if (test.loaded != rules.lines.size() || test.failed != 0) {
    return not_all_loaded(test, rules.lines.size());
  }
  const auto packets = number_before(words, " packets, ");
  if (!packets) {
    return io_error("suricata does not say how many packets it read of " + quote(capture, 240) +
                    ": " + visible(trim(said.err)).substr(0, 400));
  }
  const std::string eve = TRY(read_file(join_path(folder.path(), "eve.json"), largest_eve));
  CaptureReport out = TRY(read_eve(eve));
  out.packets = *packets;
  return out;
}

}  // namespace sig::engine
