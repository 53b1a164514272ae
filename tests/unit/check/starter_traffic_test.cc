#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <map>

#include "base/file.h"
#include "match/matcher.h"
#include "match/rate.h"
#include "match/values.h"
#include "source/source.h"
#include "traffic/event_source.h"

namespace sig {
namespace {

const std::string starter = SIGCTL_SOURCE_DIR "/cli/starter/signatures";

std::string corpora() {
  const char* named = std::getenv("SIGCTL_CORPORA");
  return named != nullptr ? named : SIGCTL_SOURCE_DIR "/../shared/corpora";
}

bool have_corpora() {
  if (is_folder(corpora())) return true;
  std::cout << "skipped: no shared corpora at " << corpora() << "\n";
  return false;
}

/// Hits of the starter signatures on some recordings, rates applied.
struct Tally {
  std::uint64_t requests = 0;
  std::uint64_t flagged = 0;
  std::uint64_t blocked = 0;
  std::map<std::string, std::uint64_t> hits;     ///< by signature
  std::map<std::string, std::string> first_hit;  ///< `file:record`

  void add(const Tally& other) {
    requests += other.requests;
    flagged += other.flagged;
    blocked += other.blocked;
    for (const auto& [id, number] : other.hits)
      hits[id] += number;
    first_hit.insert(other.first_hit.begin(), other.first_hit.end());
  }
};

/// The public access log holds real probes for pages that its site never had.
bool is_probe(const Event& event) {
  const auto* exchange = std::get_if<HttpExchange>(&event.what);
  return exchange != nullptr && exchange->response && exchange->response->status == 404;
}

/// The starter signatures, compiled once for all tests.
std::shared_ptr<const match::Ruleset> starter_ruleset() {
  static const std::shared_ptr<const match::Ruleset> ruleset = [] {
    Diagnostics diagnostics;
    auto signatures = source::read_signature_paths({starter}, {}, diagnostics);
    REQUIRE(signatures);
    auto compiled = match::Ruleset::compile(*std::move(signatures), {});
    if (!compiled) FAIL(compiled.error().message);
    return *compiled;
  }();
  return ruleset;
}

class Measurement {
 public:
  explicit Measurement(bool leave_out_probes = false)
      : leave_out_probes_(leave_out_probes), ruleset_(starter_ruleset()) {}

  const std::vector<Signature>& signatures() const { return ruleset_->signatures(); }

  void run(const std::string& path, Tally& tally) {
    const traffic::OpenOptions options{
        .format = std::nullopt, .part = {}, .wanted = ruleset_->wanted_events(), .client = {}};
    auto source = traffic::open(path, options);
    if (!source) FAIL(path << ": " << source.error().message);
    match::Scanner scanner(ruleset_);
    match::RateWindows windows;
    while (true) {
      const auto event = (*source)->next();
      if (!event) FAIL(path << ": " << event.error().message);
      if (*event == nullptr) break;
      if (!is_missed(*(*event), scanner, windows, tally, path)) continue;
      if (std::getenv("SIGCTL_PRINT_MISSED") != nullptr) print(*(*event));
    }
  }

 private:
  /// Counts the event; true when nothing found it.
  bool is_missed(const Event& event,
                 match::Scanner& scanner,
                 match::RateWindows& windows,
                 Tally& tally,
                 const std::string& path) {
    if (leave_out_probes_ && is_probe(event)) return false;
    ++tally.requests;
    bool flagged = false;
    bool blocked = false;
    for (const match::Hit& hit : scanner.scan(event).hits) {
      const Signature& signature = signatures()[hit.signature];
      if (hit.undecided) FAIL(path << ": " << signature.id << " is undecided");
      const bool fires =
          !signature.rate || windows.fires(hit.signature,
                                           *signature.rate,
                                           match::rate_key(signature.rate->by, event),
                                           event.time.value_or(Time{}));
      if (!fires) continue;
      flagged = true;
      blocked = blocked || signature.action == Action::Block;
      ++tally.hits[signature.id];
      tally.first_hit.emplace(signature.id, path + ":" + std::to_string(event.record));
    }
    tally.flagged += flagged ? 1 : 0;
    tally.blocked += blocked ? 1 : 0;
    return !flagged;
  }

  static void print(const Event& event) {
    const auto* exchange = std::get_if<HttpExchange>(&event.what);
    if (exchange == nullptr) return;
    std::cout << "missed: " << exchange->request.method << " " << exchange->request.uri << " "
              << exchange->request.body.substr(0, 200) << "\n";
  }

  bool leave_out_probes_;
  std::shared_ptr<const match::Ruleset> ruleset_;
};

std::vector<std::string> files_below(const std::string& folder) {
  const auto files = list_tree(folder);
  REQUIRE(files);
  std::vector<std::string> out;
  for (const std::string& file : *files)
    out.push_back(join_path(folder, file));
  return out;
}

double percent(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

void print(const std::string& name, const Tally& tally) {
  if (std::getenv("SIGCTL_PRINT") == nullptr) return;
  std::cout << std::fixed << std::setprecision(2) << name << ": " << tally.requests
            << " requests, flagged " << percent(tally.flagged, tally.requests) << " %, blocked "
            << percent(tally.blocked, tally.requests) << " %\n";
}

void print_hits(const Measurement& measurement, const Tally& tally) {
  if (std::getenv("SIGCTL_PRINT") == nullptr) return;
  for (const Signature& signature : measurement.signatures()) {
    const auto found = tally.hits.find(signature.id);
    if (found == tally.hits.end()) continue;
    std::cout << "  " << (signature.action == Action::Block ? "block " : "alert ") << signature.id
              << " " << found->second << "  " << tally.first_hit.at(signature.id) << "\n";
  }
}

}  // namespace

TEST_CASE("no blocking starter signature hits one in a thousand honest requests") {
  if (!have_corpora()) return;
  Measurement measurement(true);
  Tally all;
  for (const std::string part : {"raw", "har", "accesslog"}) {
    Tally tally;
    for (const std::string& file : files_below(corpora() + "/benign-http/" + part)) {
      measurement.run(file, tally);
    }
    all.add(tally);
    print("benign " + part, tally);
    print_hits(measurement, tally);
  }
  REQUIRE(all.requests > 8500);
  for (const Signature& signature : measurement.signatures()) {
    if (signature.action != Action::Block) continue;
    INFO(signature.id << " " << all.first_hit[signature.id]);
    CHECK(percent(all.hits[signature.id], all.requests) < 0.1);
  }
  CHECK(percent(all.blocked, all.requests) < 0.2);
}

TEST_CASE("honest parameter values and tricky texts are hardly ever blocked") {
  if (!have_corpora()) return;
  Measurement measurement;
  Tally values;
  measurement.run(corpora() + "/benign-http/httpparams-norm.csv", values);
  print("benign values", values);
  print_hits(measurement, values);
  CHECK(percent(values.blocked, values.requests) < 0.1);
  Tally texts;
  for (const std::string folder : {"gotestwaf", "waf-bypass"}) {
    for (const std::string& file : files_below(corpora() + "/benign-http/" + folder))
      measurement.run(file, texts);
  }
  print("benign texts", texts);
  print_hits(measurement, texts);
  CHECK(percent(texts.blocked, texts.requests) < 10);
}

TEST_CASE("the starter signatures find most of what the payload lists hold") {
  if (!have_corpora()) return;
  struct Case {
    std::string name, folder, prefix;
    double at_least;  ///< percent flagged
  };
  const auto c = GENERATE(values<Case>({
      {"SQL injection lists", "payload-lists", "SQL_Injection", 60},
      {"XSS lists", "payload-lists", "XSS_Injection", 70},
      {"traversal lists", "payload-lists", "Directory_Traversal", 70},
      {"file inclusion lists", "payload-lists", "File_Inclusion", 50},
      {"command lists", "payload-lists", "Command_Injection", 60},
      {"XXE lists", "payload-lists", "XXE", 50},
      {"LDAP lists", "payload-lists", "LDAP", 10},
      {"NoSQL lists", "payload-lists", "NoSQL", 40},
      {"gotestwaf SQL", "gotestwaf", "community__community-sqli", 50},
      {"gotestwaf XSS", "gotestwaf", "community__community-xss", 50},
      {"gotestwaf LFI", "gotestwaf", "community__community-lfi", 50},
      {"gotestwaf RCE", "gotestwaf", "community__community-rce.yml", 50},
      {"gotestwaf OWASP", "gotestwaf", "owasp__", 50},
      {"waf-bypass", "waf-bypass", "", 50},
  }));
  DYNAMIC_SECTION(c.name) {
    Measurement measurement;
    Tally tally;
    for (const std::string& file : files_below(corpora() + "/attack-http/" + c.folder)) {
      if (file_name(file).starts_with(c.prefix)) measurement.run(file, tally);
    }
    print(c.name, tally);
    print_hits(measurement, tally);
    REQUIRE(tally.requests > 0);
    CHECK(percent(tally.flagged, tally.requests) >= c.at_least);
  }
}

TEST_CASE("the starter signatures find most attacks in a list of labelled values") {
  if (!have_corpora()) return;
  Measurement measurement;
  Tally tally;
  measurement.run(corpora() + "/attack-http/httpparams-anom.csv", tally);
  print("attack values", tally);
  print_hits(measurement, tally);
  CHECK(percent(tally.flagged, tally.requests) >= 70);
}

}  // namespace sig
