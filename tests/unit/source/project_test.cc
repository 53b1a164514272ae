#include <unistd.h>

#include <catch2/catch.hpp>

#include "base/file.h"
#include "source/source.h"

namespace sig {
namespace {

constexpr const char* shop = R"(project: shop-edge
sources: [signatures/, waf.yaml]
vars:
  OFFICE: [198.51.100.0/24, "2001:db8::/32"]
corpora:
  benign-web: {path: corpora/benign-web, label: benign, max_age: 90d}
  attacks-web: {path: corpora/attacks-web, label: attack}
environments:
  dev: {mode: detect}
  stage:
    after: dev
    mode: detect
    gate:
      false_positives: {corpora: [benign-web], max_rate: 1e-3, confidence: 99%}
      detection: {corpora: [attacks-web], min_rate: 90%}
      cost: {max_ns_per_byte: 5}
  prod:
    after: stage
    mode: block
    block_at: {confidence: high}
    gate: {soak: 24h, approvals: 2, no_new_benign_blocks: false, max_evidence_age: 72h}
    ceiling: {benign_match_rate: 0.1%}
    never_block: [10.0.0.0/8, 192.0.2.1, health-checker]
signers: signers.allowed
enforcement_points:
  edge-waf: {driver: nginx-modsecurity, environment: prod, wave: 2, transport: {ssh: waf1, port: 22}, probe: {url: "http://waf1/"}}
  edge-match: {driver: sigmatchd, environment: prod, folder: /a, socket: /b, url: "http://127.0.0.1/"}
)";

TempFolder folder_with(const std::string& text) {
  auto work = TempFolder::create("project");
  REQUIRE(work);
  REQUIRE(make_folders(work->path() + "/signatures/web"));
  REQUIRE(write_atomically(work->path() + "/waf.yaml", ""));
  REQUIRE(write_atomically(work->path() + "/sigctl.yaml", text));
  return *std::move(work);
}

TEST_CASE("sigctl.yaml reads whole, with the place of every limit") {
  const TempFolder work = folder_with(shop);
  Diagnostics diagnostics;
  const auto read = source::read_project(work.path(), diagnostics);
  REQUIRE(read);
  CHECK(diagnostics.as_text().empty());
  const Project& project = *read;
  CHECK(project.name == "shop-edge");
  CHECK(project.root == work.path());
  CHECK(project.sources == std::vector<std::string>{"signatures", "waf.yaml"});
  CHECK(project.vars.at("OFFICE").size() == 2);
  CHECK(project.signers == "signers.allowed");

  REQUIRE(project.corpora.size() == 2);
  CHECK(project.corpora[0].name == "attacks-web");
  CHECK(project.find_corpus("benign-web")->label == Label::Benign);
  CHECK(project.find_corpus("benign-web")->max_age->value == Seconds{90 * 86400});
  CHECK(project.find_corpus("benign-web")->max_age->where == "sigctl.yaml:6");

  REQUIRE(project.environments.size() == 3);
  const Environment& stage = project.environments[1];
  CHECK(stage.name == "stage");
  CHECK(stage.after == "dev");
  CHECK(stage.where == "sigctl.yaml:10");
  CHECK(stage.gate->false_positives->max_rate.value == 1e-3);
  CHECK(stage.gate->false_positives->max_rate.where == "sigctl.yaml:14");
  CHECK(stage.gate->false_positives->confidence.value == Approx(0.99));
  CHECK(stage.gate->detection->min_rate.value == Approx(0.9));
  CHECK(stage.gate->detection->confidence.where == "default");
  CHECK(stage.gate->detection->corpora == std::vector<std::string>{"attacks-web"});
  CHECK(stage.gate->max_ns_per_byte->value == 5);
  const Environment& prod = project.environments[2];
  CHECK(prod.mode == Mode::Block);
  CHECK(prod.block_at == Confidence::High);
  CHECK(prod.gate->soak->value == Seconds{86400});
  CHECK(prod.gate->approvals->value == 2);
  CHECK(prod.gate->max_evidence_age->where == "sigctl.yaml:21");
  CHECK(prod.max_benign_match_rate->value == Approx(0.001));
  CHECK(prod.never_block.size() == 2);
  CHECK(prod.never_block_names == std::vector<std::string>{"health-checker"});

  REQUIRE(project.points.size() == 2);
  CHECK(project.points[0].name == "edge-match");
  CHECK(project.points[0].wave == 1);
  CHECK(project.points[1].settings ==
        std::map<std::string, std::string>{
            {"probe.url", "http://waf1/"}, {"transport.port", "22"}, {"transport.ssh", "waf1"}});
}

TEST_CASE("a folder without sigctl.yaml is an error that names the file") {
  auto work = TempFolder::create("project");
  REQUIRE(work);
  Diagnostics diagnostics;
  const auto read = source::read_project(work->path(), diagnostics);
  REQUIRE_FALSE(read);
  CHECK(read.error().kind == ErrorKind::Io);
  CHECK(read.error().message.find("sigctl.yaml") != std::string::npos);
}

std::string signature(const std::string& id) {
  return "id: " + id +
         "\nrev: 1\ntitle: A title\ncategory: xss\nseverity: low\nconfidence: low\nowner: "
         "waf-team\n"
         "review_by: 2027-05-24\non: http.request\nmatch: {field: http.path, contains: x}\n"
         "action: alert\n";
}

TEST_CASE("signatures are found in every folder, sorted by id; hidden files are skipped") {
  const TempFolder work = folder_with(shop);
  const auto put = [&](const std::string& path, const std::string& text) {
    REQUIRE(make_folders(parent_path(work.path() + "/" + path)));
    REQUIRE(write_atomically(work.path() + "/" + path, text));
  };
  put("waf.yaml", signature("c"));
  put("signatures/web/z.yml", signature("a"));
  put("signatures/a.yaml", signature("b"));
  put("signatures/.hidden.yaml", "not yaml: [");
  put("signatures/.git/x.yaml", "not yaml: [");
  put("signatures/README.md", "text");
  put("signatures/local.rules", "alert tcp any any -> any any (msg:\"any\"; sid:1;)");
  put("signatures/crs.conf", "SecRuleEngine On");
  Diagnostics diagnostics;
  const auto project = source::read_project(work.path(), diagnostics);
  REQUIRE(project);
  const auto read = source::read_signatures(*project, diagnostics);
  REQUIRE(read);
  REQUIRE(read->size() == 4);
  CHECK((*read)[0].origin.file == "signatures/web/z.yml");
  CHECK((*read)[1].origin.file == "signatures/a.yaml");
  CHECK((*read)[2].origin.file == "waf.yaml");
  CHECK((*read)[3].id == "sid-1");
  CHECK((*read)[3].native);
  REQUIRE(diagnostics.sorted().size() == 1);
  const Diagnostic found = diagnostics.sorted()[0];
  CHECK(found.level == Level::Warning);
  CHECK(found.message ==
        "\"signatures/crs.conf\" is not read: SecLang and fail2ban files are not supported yet");
}

TEST_CASE("a loose file in a later language is reported, not skipped") {
  auto work = TempFolder::create("loose");
  REQUIRE(work);
  for (const auto* name : {"/a.conf", "/b.xml", "/c.conf"}) {
    REQUIRE(write_atomically(work->path() + name, "x"));
  }
  Diagnostics diagnostics;
  const auto read = source::read_signature_paths({work->path()}, {}, diagnostics);
  REQUIRE(read);
  CHECK(read->empty());
  CHECK(diagnostics.count(Level::Warning) == 3);
}

TEST_CASE("a source behind a symbolic link is refused: it could lead out of the project") {
  const TempFolder work = folder_with(
      "project: shop\nsources: [signatures/web, linked/web]\n"
      "environments: {dev: {mode: detect}}\n");
  REQUIRE(::symlink("signatures", (work.path() + "/linked").c_str()) == 0);
  Diagnostics diagnostics;
  const auto project = source::read_project(work.path(), diagnostics);
  REQUIRE(project);
  CHECK(project->sources == std::vector<std::string>{"signatures/web"});
  REQUIRE(diagnostics.sorted().size() == 1);
  CHECK(diagnostics.sorted()[0].message ==
        "the source \"linked/web\" is or lies behind a symbolic link");
}

TEST_CASE("one source written in two ways is read once") {
  const TempFolder work = folder_with(
      "project: shop\nsources: [./signatures/, signatures/./web, waf.yaml]\n"
      "environments: {dev: {mode: detect}}\n");
  REQUIRE(write_atomically(work.path() + "/waf.yaml", signature("a")));
  REQUIRE(write_atomically(work.path() + "/signatures/web/b.yaml", signature("b")));
  Diagnostics diagnostics;
  const auto project = source::read_project(work.path(), diagnostics);
  REQUIRE(project);
  const auto read = source::read_signatures(*project, diagnostics);
  REQUIRE(read);
  CHECK(read->size() == 2);
  CHECK(diagnostics.as_text().empty());
}

TEST_CASE("a source that is not there is an error") {
  Diagnostics diagnostics;
  const auto read = source::read_signature_paths({"no/such/folder"}, {}, diagnostics);
  REQUIRE_FALSE(read);
  CHECK(read.error().message == "\"no/such/folder\" is not there");
}

TEST_CASE("one bad signature does not hide the others of its file") {
  Diagnostics diagnostics;
  std::string list;
  for (const auto* id : {"good-1", "Bad", "good-2"}) {
    std::string one = signature(id);
    for (size_t at = 0; (at = one.find('\n', at)) != std::string::npos && at + 1 < one.size();
         at += 3)
      one.insert(at + 1, "  ");
    list += "- " + one;
  }
  const auto read = source::read_signature_text("a.yaml", list, {}, diagnostics);
  REQUIRE(read.size() == 2);
  CHECK(read[1].id == "good-2");
  CHECK(read[1].origin.line == 23);
  CHECK(diagnostics.count(Level::Error) == 1);
}

}  // namespace
}  // namespace sig
