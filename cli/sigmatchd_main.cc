#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "base/text.h"
#include "base/time.h"
#include "daemon/daemon.h"

namespace {

using sig::daemon::DaemonOptions;
using sig::daemon::Fallback;

constexpr int exit_done = 0;
constexpr int exit_usage = 2;
constexpr int exit_failed = 3;
constexpr int exit_bug = 70;

constexpr const char* footer = R"(Examples:
  sigmatchd --folder /var/lib/sigmatchd --listen 127.0.0.1:8600 --socket /run/sigmatchd/control.sock
  sigmatchd --folder rules --listen 127.0.0.1:0 --events - --threads 2

The folder holds generations/RELEASE-DIGEST/ and the link "current"; `sigctl push` fills it.
A file named "bypass" in it lets everything pass, within a second.)";

/// What CLI11 reads as text before it is checked.
struct Words {
  unsigned request_timeout = 10;
  unsigned idle_timeout = 60;
  std::string listen = "127.0.0.1:8600";
  std::vector<std::string> trusted{"127.0.0.0/8", "::1/128"};
};

bool parse_listen(const std::string& text, DaemonOptions& options) {
  const size_t colon = text.rfind(':');
  if (colon == std::string::npos) return false;
  std::string address = text.substr(0, colon);
  if (address.size() > 2 && address.front() == '[' && address.back() == ']') {
    address = address.substr(1, address.size() - 2);
  }
  const auto port = sig::parse_unsigned(text.substr(colon + 1));
  if (!sig::parse_ip(address) || !port || *port > 65535) return false;
  options.listen_address = address;
  options.listen_port = static_cast<std::uint16_t>(*port);
  return true;
}

void add_options(CLI::App& app, DaemonOptions& options, Words& words) {
  const std::map<std::string, Fallback> fallbacks{{"pass", Fallback::Pass},
                                                  {"block", Fallback::Block}};
  const auto fallback = CLI::CheckedTransformer(fallbacks).description("{pass,block}");
  app.add_option("--folder", options.folder, "Folder of the rules, such as /var/lib/sigmatchd")
      ->required();
  app.add_option("--listen", words.listen, "Address and port, such as 127.0.0.1:8600; port 0: any")
      ->capture_default_str();
  app.add_option("--socket",
                 options.socket,
                 "Control socket, such as /run/sigmatchd/control.sock (made with mode 0600)");
  app.add_option(
      "--events",
      options.events,
      "One JSON line per alert and block to a file such as events.jsonl, or - for stdout");
  app.add_option("--cache",
                 options.cache_folder,
                 "Folder for compiled databases, such as /var/cache/sigmatchd");
  app.add_option("--threads", options.threads, "Serving threads, such as 2")
      ->check(CLI::Range(1U, 256U))
      ->capture_default_str();
  app.add_option("--on-no-rules",
                 options.on_no_rules,
                 "Answer while no rules could be loaded, such as block (default pass)")
      ->transform(fallback);
  app.add_option(
         "--on-undecided",
         options.on_undecided,
         "Answer when a blocking signature ran into its limit, such as block (default pass)")
      ->transform(fallback);
  app.add_option(
         "--trust", words.trusted, "Peers that may name a client's address, such as 10.0.0.0/24")
      ->capture_default_str();
  app.add_option("--max-blocks", options.max_blocks, "Clients blocked at once, such as 100000")
      ->check(CLI::Range(size_t{16}, size_t{1} << 24U))
      ->capture_default_str();
  app.add_option("--max-body", options.http.body_bytes, "Bytes of a request's body, such as 65536")
      ->check(CLI::Range(size_t{1024}, size_t{64} << 20U))
      ->capture_default_str();
  app.add_option("--max-connections", options.http.connections, "Connections at once, such as 1000")
      ->check(CLI::Range(size_t{1}, size_t{1000000}))
      ->capture_default_str();
}

void add_timeouts(CLI::App& app, Words& words) {
  app.add_option(
         "--request-timeout", words.request_timeout, "Seconds for a whole request, such as 5")
      ->check(CLI::Range(1U, 3600U))
      ->capture_default_str();
  app.add_option("--idle-timeout", words.idle_timeout, "Seconds between two requests, such as 300")
      ->check(CLI::Range(1U, 86400U))
      ->capture_default_str();
}

/// Empty, or what is wrong.
std::string read_words(const Words& words, DaemonOptions& options) {
  if (!parse_listen(words.listen, options)) {
    return fmt::format("--listen {}: expected ADDRESS:PORT, such as 127.0.0.1:8600",
                       sig::quote(words.listen));
  }
  options.http.request = std::chrono::seconds(words.request_timeout);
  options.http.idle = std::chrono::seconds(words.idle_timeout);
  for (const std::string& text : words.trusted) {
    const auto network = sig::parse_cidr(text);
    if (!network) {
      return fmt::format("--trust {}: expected a network, such as 10.0.0.0/24", sig::quote(text));
    }
    options.trusted_peers.push_back(*network);
  }
  return {};
}

void log_line(const std::string& line) {
  const std::string text =
      fmt::format("{} sigmatchd: {}\n", sig::to_iso8601(sig::now()), sig::visible(line));
  std::fwrite(text.data(), 1, text.size(), stderr);
}

int run(int argc, char** argv) {
  CLI::App app{"Serves the signatures of a bundle to web servers: the built-in matcher",
               "sigmatchd"};
  app.footer(footer);
  app.set_version_flag("--version", SIGCTL_VERSION);
  DaemonOptions options;
  Words words;
  add_options(app, options, words);
  add_timeouts(app, words);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? exit_done : exit_usage;
  }
  if (const std::string wrong = read_words(words, options); !wrong.empty()) {
    log_line(wrong);
    return exit_usage;
  }
  const sig::Status served = sig::daemon::serve(
      options, log_line, [](const std::string& address) { log_line("listening on " + address); });
  if (served) return exit_done;
  log_line(served.error().message +
           (served.error().hint.empty() ? "" : "; " + served.error().hint));
  return served.error().kind == sig::ErrorKind::Usage ? exit_usage : exit_failed;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    log_line(fmt::format("internal error, please report: {}", error.what()));
    return exit_bug;
  }
}
