#pragma once

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>
#include <vector>

#include "base/file.h"
#include "base/process.h"
#include "base/text.h"
#include "tests/support/transcript.h"

namespace sig::test {

/// What is wrong with a document; "" when schemas/NAME.schema.json accepts it.
inline std::string schema_problem(const nlohmann::json& document, const std::string& name) {
  const auto bytes = read_file(SIGCTL_SOURCE_DIR "/schemas/" + name + ".schema.json");
  if (!bytes) return "there is no schema " + name;
  const nlohmann::json text = nlohmann::json::parse(*bytes);
  valijson::Schema schema;
  valijson::SchemaParser().populateSchema(valijson::adapters::NlohmannJsonAdapter(text), schema);
  valijson::ValidationResults results;
  if (valijson::Validator().validate(
          schema, valijson::adapters::NlohmannJsonAdapter(document), &results)) {
    return "";
  }
  std::string out = name + ".schema.json refuses " + document.dump().substr(0, 2000) + ":";
  for (valijson::ValidationResults::Error error; results.popError(error);) {
    out += "\n  ";
    for (const std::string& part : error.context)
      out += part;
    out += ": " + error.description;
  }
  return out;
}

/// The same for what `sigctl COMMAND --json` printed, which names its schema: "NAME/1".
inline std::string output_problem(const nlohmann::json& document) {
  const std::string id = document.value("schema", "");
  return schema_problem(document, "output/" + id.substr(0, id.find('/')));
}

/// A signature repository in a temporary folder, worked on with the real sigctl and git.
class Shop {
 public:
  Shop() : folder_(make_folder()) {
    std::ofstream(folder_->path() + "/.gitconfig")
        << "[user]\n  name = Ann\n  email = ann@example.org\n[init]\n  defaultBranch = main\n";
  }

  /// Where init writes.
  std::string path() const { return folder_->path() + "/shop"; }
  std::string file(const std::string& name) const { return path() + "/" + name; }

  ProcessResult run(std::vector<std::string> argv) const {
    return run_in(std::filesystem::is_directory(path()) ? path() : folder_->path(), argv);
  }
  ProcessResult sigctl(std::vector<std::string> words) const {
    words.insert(words.begin(), SIGCTL);
    return run(std::move(words));
  }
  /// The document that a command prints with --json, checked against its schema.
  nlohmann::json json(std::vector<std::string> words, int exit_code) const {
    words.emplace_back("--json");
    const ProcessResult result = sigctl(words);
    INFO(join(words, " ") << ": " << result.out.substr(0, 2000) << result.err);
    CHECK(result.exit_code == exit_code);
    REQUIRE(nlohmann::json::accept(result.out));
    const nlohmann::json document = nlohmann::json::parse(result.out);
    CHECK(output_problem(document) == "");
    CHECK(document.at("ok") == (exit_code == 0));
    return document;
  }
  void commit(const std::string& message) const {
    REQUIRE(run({"git", "add", "-A"}).exit_code == 0);
    REQUIRE(run({"git", "commit", "-qm", message}).exit_code == 0);
  }
  /// Copies recordings of testdata/ into corpora/NAME.
  void add_corpus(const std::string& name, const std::vector<std::string>& recordings) const {
    for (const std::string& recording : recordings) {
      std::filesystem::create_directories(file("corpora/" + name));
      std::filesystem::copy(SIGCTL_SOURCE_DIR "/testdata/" + name + "/" + recording,
                            file("corpora/" + name + "/" + recording));
    }
  }
  void replace(const std::string& name, const std::string& from, const std::string& to) const {
    std::string text = *read_file(file(name));
    const size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    REQUIRE(write_atomically(file(name), text.replace(at, from.size(), to)));
  }
  void write(const std::string& name, const std::string& text) const {
    REQUIRE(make_folders(parent_path(file(name))));
    REQUIRE(write_atomically(file(name), as_played(text)));
  }

 private:
  static Result<TempFolder> make_folder() {
    auto folder = TempFolder::create("sigctl-shop");
    REQUIRE(folder);
    return folder;
  }
  ProcessResult run_in(const std::string& where, const std::vector<std::string>& argv) const {
    const auto result = run_process(
        argv,
        {.folder = where,
         .environment =
             {"HOME=" + folder_->path(), "XDG_CACHE_HOME=", "GIT_CONFIG_NOSYSTEM=1", "NO_COLOR=1"},
         .timeout = std::chrono::minutes(5)});
    if (!result) FAIL(result.error().message);
    return *result;
  }

  Result<TempFolder> folder_;
};

}  // namespace sig::test
