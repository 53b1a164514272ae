#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <clocale>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <filesystem>

#include "base/file.h"
#include "base/process.h"
#include "bundle/bundle_file.h"
#include "compile/compile.h"
#include "tests/support/bundles.h"
#include "tests/support/signature_generator.h"

namespace sig::bundle {
namespace {

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

compile::CompileRequest a_request() {
  test::SignatureGenerator generator(7);
  compile::CompileRequest request{
      .project = "shop", .revision = "", .signatures = generator.many(30)};
  for (int i = 0; i < 20; ++i) {
    request.sources.push_back({"signatures/" + std::to_string(i * 37 % 20) + "/\xc3\xbc.yaml",
                               std::string(static_cast<size_t>(i * 100), 'x')});
  }
  return request;
}

std::string written_digest(const std::string& path, const compile::CompileRequest& request) {
  const auto compiled = compile::for_targets(request);
  if (!compiled) return compiled.error().message;
  const auto sealed = write(path, compiled->manifest, compiled->files);
  return sealed ? sealed->digest.hex() : sealed.error().message;
}

struct Surroundings {
  std::string_view name;
  const char* zone;
  const char* locale;
  mode_t mask;
  uid_t user;
};

TEST_CASE("the same sources give the same bytes whatever the order, zone, locale, umask and user") {
  const std::string expected = sha256(*seal(compile::for_targets(a_request())->manifest,
                                            compile::for_targets(a_request())->files))
                                   .hex();
  const auto there = GENERATE(values<Surroundings>({
      {"plain", "UTC", "C", 0022, 0},
      {"far zone", "Pacific/Kiritimati", "C.UTF-8", 0022, 0},
      {"other locale", "America/St_Johns", "C.UTF-8", 0, 0},
      {"tight umask", "UTC", "C", 0077, 0},
      {"other user", "Asia/Kathmandu", "C.UTF-8", 0027, 65534},
  }));
  const bool is_root = ::getuid() == 0;
  DYNAMIC_SECTION(there.name) {
    const TempFolder folder = *TempFolder::create("bundle");
    REQUIRE(::chmod(folder.path().c_str(), 0777) == 0);
    const auto child = run_bounded(
        [&]() -> std::string {
          if (::setenv("TZ", there.zone, 1) != 0) return "no zone";
          ::tzset();
          if (std::setlocale(LC_ALL, there.locale) == nullptr) return "no locale";
          ::umask(there.mask);
          if (is_root && there.user != 0 &&
              (::setgid(there.user) != 0 || ::setuid(there.user) != 0))
            return "no user";
          std::string digests;
          for (std::uint32_t seed = 1; seed <= 20; ++seed) {
            compile::CompileRequest request = a_request();
            test::SignatureGenerator order(seed);
            order.shuffle(request.signatures);
            order.shuffle(request.sources);
            digests +=
                written_digest(join_path(folder.path(), "b"), request) == expected ? "+" : "-";
          }
          return digests;
        },
        {.memory_bytes = 0});
    REQUIRE(child);
    CHECK(child->answer == std::string(20, '+'));
    CHECK(sha256(*read_file(join_path(folder.path(), "b"))).hex() == expected);
    struct stat info {};
    REQUIRE(::stat(join_path(folder.path(), "b").c_str(), &info) == 0);
    CHECK((info.st_mode & 0777) == 0644);
  }
}

TEST_CASE("the format does not change by itself: a small bundle keeps its digest") {
  CHECK(sha256(test::small_bundle_bytes()).hex() ==
        "202432379c2d4cd1088615b4925b8eed48879fd5368a9c4c79214684da6ab0b3");
}

TEST_CASE("a bundle is written whole, replaces the one before, and leaves nothing beside it") {
  const TempFolder folder = *TempFolder::create("bundle");
  const std::string path = join_path(folder.path(), "out.bundle");
  for (const char* value : {"one", "two"}) {
    auto [manifest, files] = test::small_bundle(value);
    const auto sealed = write(path, manifest, files);
    REQUIRE(sealed);
    CHECK(sealed->bytes == *read_file(path));
    CHECK(open(path)->digest == sealed->digest);
    CHECK(sealed->find(matcher_artifact_path)->bytes == files[1].bytes);
    CHECK(names_in(folder.path()) == std::vector<std::string>{"out.bundle"});
  }
}

TEST_CASE("a disk that fails in the middle leaves the bundle before and nothing else") {
  const TempFolder folder = *TempFolder::create("bundle");
  const std::string path = join_path(folder.path(), "out.bundle");
  auto [manifest, files] = test::small_bundle("one");
  REQUIRE(write(path, manifest, files));
  const std::string before = *read_file(path);
  for (const rlim_t limit : {0U, 1U, 87U, 88U, 512U, 4000U}) {
    const auto child = run_bounded(
        [&]() -> std::string {
          std::signal(SIGXFSZ, SIG_IGN);
          const rlimit file_size{limit, limit};
          if (::setrlimit(RLIMIT_FSIZE, &file_size) != 0) return "no limit";
          auto [other, other_files] = test::small_bundle("two");
          const auto sealed = write(path, other, other_files);
          return sealed ? "written" : sealed.error().message;
        },
        {.memory_bytes = 0});
    REQUIRE(child);
    CHECK(child->answer.find("File too large") != std::string::npos);
    CHECK(*read_file(path) == before);
    CHECK(names_in(folder.path()) == std::vector<std::string>{"out.bundle"});
  }
}

TEST_CASE("where a bundle cannot stand, nothing is left") {
  const TempFolder folder = *TempFolder::create("bundle");
  auto [manifest, files] = test::small_bundle();
  const auto missing = write(join_path(folder.path(), "none/out.bundle"), manifest, files);
  REQUIRE_FALSE(missing);
  CHECK(missing.error().kind == ErrorKind::Io);
  CHECK(missing.error().message == "cannot create a folder beside \"" + folder.path() +
                                       "/none/out.bundle\": No such file or directory");
  const std::string taken = join_path(folder.path(), "taken");
  REQUIRE(make_folders(join_path(taken, "inside")));
  const auto refused = write(taken, manifest, files);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message == "cannot replace \"" + taken + "\": Is a directory");
  CHECK(names_in(folder.path()) == std::vector<std::string>{"taken"});
}

TEST_CASE("a bundle that is not there or is no file is an input or output error") {
  const TempFolder folder = *TempFolder::create("bundle");
  CHECK(open(join_path(folder.path(), "none")).error().message ==
        "cannot read \"" + folder.path() + "/none\": No such file or directory");
  CHECK(open(folder.path()).error().message == "\"" + folder.path() + "\" is not a regular file");
}

}  // namespace
}  // namespace sig::bundle
