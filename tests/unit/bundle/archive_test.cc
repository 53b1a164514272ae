#include "bundle/archive.h"

#include <catch2/catch.hpp>
#include <functional>
#include <numeric>

#include "base/file.h"
#include "base/process.h"
#include "bundle/bundle_file.h"
#include "bundle/tar_header.h"
#include "tests/support/bundles.h"

namespace sig::bundle {
namespace {

constexpr size_t seal_line = 88;

std::string good_tar() {
  return test::small_bundle_bytes().substr(seal_line);
}

/// Makes the checksum of the header at `at` right again (POSIX: the sum with spaces in its place).
void fix_checksum(std::string& tar, size_t at) {
  tar.replace(at + 148, 8, "        ");
  const unsigned sum =
      std::accumulate(tar.begin() + static_cast<std::ptrdiff_t>(at),
                      tar.begin() + static_cast<std::ptrdiff_t>(at + tar_block),
                      0U,
                      [](unsigned total, char c) { return total + static_cast<unsigned char>(c); });
  std::string digits(6, '0');
  for (size_t i = 0, rest = sum; i < 6; ++i, rest /= 8)
    digits[5 - i] = static_cast<char>('0' + rest % 8);
  tar.replace(at + 148, 8, digits + std::string("\0 ", 2));
}

/// Overwrites a part of the first header.
std::function<void(std::string&)> put(size_t offset, std::string bytes) {
  return [offset, bytes](std::string& tar) {
    tar.replace(offset, bytes.size(), bytes);
    fix_checksum(tar, 0);
  };
}

/// A first header for another path.
std::function<void(std::string&)> named(std::string path) {
  path.resize(100, '\0');
  return put(0, path);
}

std::function<void(std::string&)> typed(char type) {
  return put(156, std::string(1, type));
}

std::string refusal_of(const std::string& tar, const Limits& limits = {}) {
  const auto opened = open_bytes(add_seal(tar), "b", limits);
  if (opened) return "accepted";
  CHECK(opened.error().context == std::vector<std::string>{"opening \"b\""});
  return opened.error().message;
}

struct Hostile {
  std::string_view name;
  std::function<void(std::string&)> change;
  std::string message;
};

TEST_CASE("a well sealed archive with a hostile entry is refused") {
  const auto not_ours = R"(the header of "manifest.json" is not as sigctl writes it)";
  const auto entry = [](std::string_view type) {
    return "entry \"manifest.json\" is " + std::string(type) +
           "; a bundle holds regular files only";
  };
  const auto hostile = GENERATE_COPY(values<Hostile>({
      {"parent",
       named("../manifest.json"),
       R"(path "../manifest.json" has a component "." or "..")"},
      {"parent within", named("a/../../b"), R"(path "a/../../b" has a component "." or "..")"},
      {"absolute", named("/etc/passwd"), R"(path "/etc/passwd" is absolute)"},
      {"backslash", named("a\\..\\b"), R"(path "a\..\b" has a backslash or a colon)"},
      {"drive", named("c:x"), R"(path "c:x" has a backslash or a colon)"},
      {"empty name", named(""), R"(path "" is empty)"},
      {"empty component", named("a//b"), R"(path "a//b" has an empty component)"},
      {"trailing slash", named("a/"), R"(path "a/" has an empty component)"},
      {"trailing dot",
       named("a./b"),
       R"(path "a./b" has a component that ends in a dot or a space)"},
      {"trailing space", named("b "), R"(path "b " has a component that ends in a dot or a space)"},
      {"escape", named("a\x1b[2J"), R"(path "a\x1b[2J" has control, bidi or invisible characters)"},
      {"line end", named("a\nb"), R"(path "a\nb" has control, bidi or invisible characters)"},
      {"bidi",
       named("a\xe2\x80\xae"
             "b"),
       R"(path "a\u202eb" has control, bidi or invisible characters)"},
      {"not UTF-8", named("a\xff"), R"(path "a\xff" is not UTF-8)"},
      {"behind a NUL", named(std::string("manifest.json\0x", 15)), not_ours},
      {"hard link", typed('1'), entry("a hard link")},
      {"symbolic link", typed('2'), entry("a symbolic link")},
      {"character device", typed('3'), entry("a device")},
      {"block device", typed('4'), entry("a device")},
      {"folder", typed('5'), entry("a folder")},
      {"pipe", typed('6'), entry("a pipe")},
      {"pax path override", typed('x'), entry("a pax header")},
      {"pax global", typed('g'), entry("a pax header")},
      {"GNU long name", typed('L'), entry("a GNU long name")},
      {"GNU long link", typed('K'), entry("a GNU long name")},
      {"sparse", typed('S'), entry("a sparse file")},
      {"old regular file", typed('\0'), entry("of an unknown type")},
      {"setuid", put(100, "0004755"), not_ours},
      {"owner", put(108, "0001750"), not_ours},
      {"owner's name", put(265, "root"), not_ours},
      {"time", put(136, "14717654321"), not_ours},
      {"link target", put(157, "/etc/passwd"), not_ours},
      {"GNU magic", put(257, std::string("ustar  \0", 8)), not_ours},
      {"device number", put(329, "0000001"), not_ours},
      {"size in spaces", put(124, "        123"), not_ours},
      {"negative size", put(124, "-0000000001"), not_ours},
      {"binary size", put(124, std::string("\x80\0\0\0\0\0\0\0\0\0\0\1", 12)), not_ours},
      {"size beyond the end",
       put(124, "77777777777"),
       R"(file "manifest.json" states 8589934591 bytes; the archive ends before)"},
      {"checksum", [](std::string& tar) { tar[148] = '7'; }, not_ours},
  }));
  DYNAMIC_SECTION(hostile.name) {
    std::string tar = good_tar();
    hostile.change(tar);
    CHECK(refusal_of(tar) == hostile.message);
  }
}

TEST_CASE("an archive that does not end where it must is refused") {
  const std::string good = good_tar();
  CHECK(refusal_of("") == "the archive ends within a header");
  CHECK(refusal_of(good.substr(0, good.size() - tar_block)) ==
        "the archive does not end in two zero blocks alone");
  CHECK(refusal_of(good.substr(0, good.size() - 2 * tar_block)) ==
        "the archive ends within a header");
  CHECK(refusal_of(good + std::string(tar_block, '\0')) ==
        "the archive does not end in two zero blocks alone");
  CHECK(refusal_of(good + good) == "the archive does not end in two zero blocks alone");
  CHECK(refusal_of(std::string(2 * tar_block, '\0')) == "the first file is not manifest.json");
  std::string padded = good;
  padded[padded.size() - 2 * tar_block - 1] = 'x';
  CHECK(refusal_of(padded) == R"(the padding behind "sources/signatures/web.yaml" is not zero)");
}

TEST_CASE("an archive of very many entries is refused at the limit") {
  std::vector<BundleFile> files;
  for (int i = 0; i < 20000; ++i)
    files.push_back({"f" + std::to_string(i), ""});
  CHECK(refusal_of(pack(files)) == "holds more than 10000 files");
}

/// The files of a bundle after a change, with the manifest of the bundle as it was.
std::string changed_files(const std::function<void(std::vector<BundleFile>&)>& change) {
  const SealedBundle opened = *open_bytes(test::small_bundle_bytes(), "b");
  std::vector<BundleFile> files = *unpack(*check_seal(opened.bytes, "b"), {});
  change(files);
  return refusal_of(pack(files));
}

TEST_CASE("the files are exactly those that the manifest names") {
  using Files = std::vector<BundleFile>;
  const auto path = std::string(matcher_artifact_path);
  CHECK(changed_files([](Files&) {}) == "accepted");
  CHECK(changed_files([](Files& f) { f[1].bytes += "x"; }) ==
        "file \"" + path + "\" is not the one that manifest.json names");
  CHECK(changed_files([](Files& f) {
          f[1].bytes = (*open_bytes(test::small_bundle_bytes("xx"), "b")).files[0].bytes;
        }) == "file \"" + path + "\" is not the one that manifest.json names");
  CHECK(changed_files([](Files& f) { f.pop_back(); }) ==
        R"(file "sources/signatures/web.yaml" is missing)");
  CHECK(changed_files([](Files& f) {
          f.push_back({"sources/z", ""});
        }) == R"(file "sources/z" is not in manifest.json)");
  CHECK(changed_files([](Files& f) { f.push_back(f.back()); }) ==
        R"(file "sources/signatures/web.yaml" is not in manifest.json)");
  CHECK(changed_files([](Files& f) { std::swap(f[1], f[2]); }) ==
        "the archive holds \"sources/signatures/web.yaml\" where manifest.json names \"" + path +
            "\"");
  CHECK(changed_files([](Files& f) { std::swap(f[0], f[1]); }) ==
        "the first file is not manifest.json");
  CHECK(changed_files([](Files& f) { f.insert(f.begin() + 1, f[0]); }) ==
        "the archive holds \"manifest.json\" where manifest.json names \"" + path + "\"");
  CHECK(changed_files([](Files& f) {
          f[0] = unpack(*check_seal(test::small_bundle_bytes("xx"), "b"), {})->front();
        }) == "file \"" + path + "\" is not the one that manifest.json names");
}

TEST_CASE("GNU tar lists and extracts what is behind the header line") {
  const TempFolder folder = *TempFolder::create("bundle");
  REQUIRE(write_atomically(join_path(folder.path(), "b.tar"), good_tar()));
  const auto listed =
      run_process({"tar", "-tvf", "b.tar", "--full-time", "--numeric-owner", "--utc"},
                  {.folder = folder.path()});
  REQUIRE(listed);
  CHECK(listed->err.empty());
  CHECK(listed->out.find("-rw-r--r-- 0/0") == 0);
  CHECK(listed->out.find("1970-01-01 00:00:00 manifest.json\n") != std::string::npos);
  REQUIRE(run_process({"tar", "-xf", "b.tar"}, {.folder = folder.path()})->exit_code == 0);
  CHECK(*read_file(join_path(folder.path(), "sources/signatures/web.yaml")) ==
        "id: path-traversal\nmatch: ../\n");
}

TEST_CASE("a long path is split so that GNU tar reads it whole") {
  const std::string path =
      std::string(80, 'a') + "/" + std::string(50, 'b') + "/" + std::string(60, 'c');
  const TempFolder folder = *TempFolder::create("bundle");
  REQUIRE(write_atomically(join_path(folder.path(), "b.tar"), pack({{path, "x"}})));
  CHECK(run_process({"tar", "-tf", "b.tar"}, {.folder = folder.path()})->out == path + "\n");
  CHECK(split_for_tar(path)->name == std::string(60, 'c'));
  CHECK_FALSE(split_for_tar("a/" + std::string(101, 'b')));
  CHECK(split_for_tar(std::string(155, 'a') + "/" + std::string(84, 'b'))->prefix.size() == 155);
}

}  // namespace
}  // namespace sig::bundle
