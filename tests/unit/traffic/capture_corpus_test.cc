#include <pcap/pcap.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>

#include "base/file.h"
#include "base/handle.h"
#include "tests/support/capture_events.h"

namespace sig::traffic {
namespace {

using namespace sig::test;

std::string corpora() {
  const char* folder = std::getenv("SIGCTL_CORPORA");
  return folder != nullptr ? folder : SIGCTL_SOURCE_DIR "/../shared/corpora";
}

struct Counted {
  std::uint64_t packets = 0;
  bool whole = false;  // libpcap opened it and read it to its end
};

Counted count_with_libpcap(const std::string& path) {
  char message[PCAP_ERRBUF_SIZE] = "";
  const std::unique_ptr<pcap_t, FreeWith<pcap_close>> handle(
      pcap_open_offline(path.c_str(), message));
  Counted counted;
  if (!handle) return counted;
  pcap_pkthdr* header = nullptr;
  const unsigned char* bytes = nullptr;
  int status = 0;
  while ((status = pcap_next_ex(handle.get(), &header, &bytes)) == 1)
    ++counted.packets;
  counted.whole = status == PCAP_ERROR_BREAK;
  return counted;
}

struct Totals {
  std::uint64_t records = 0, exchanges = 0, unopened = 0;
};

Totals read_folder(const std::string& folder) {
  Totals totals;
  const auto names = list_tree(folder);
  REQUIRE(names);
  for (const std::string& name : *names) {
    const std::string path = join_path(folder, name);
    CAPTURE(path);
    auto source = open_packets(path, {});
    const Counted counted = count_with_libpcap(path);
    if (!source) {
      CHECK(counted.packets == 0);
      ++totals.unopened;
      continue;
    }
    for (;;) {
      const Result<const Event*> event = (*source)->next();
      REQUIRE(event);
      if (*event == nullptr) break;
      if ((*event)->client.empty()) FAIL_CHECK("an event without a client");
      if ((*event)->kind() == EventKind::Http) ++totals.exchanges;
    }
    const ReadCounts& counts = (*source)->counts();
    const std::uint64_t seen = counts.records_read + counts.records_rejected;
    if (counted.whole) {
      CHECK(seen == counted.packets);
      CHECK(counts.end_of_input);
    } else {
      CHECK(seen >= counted.packets);
    }
    totals.records += seen;
  }
  return totals;
}

bool skip_without_corpora() {
  if (is_folder(corpora() + "/benign-pcap")) return false;
  std::puts("skipped: the shared corpora are not beside the source folder (or set SIGCTL_CORPORA)");
  return true;
}

TEST_CASE("every packet of the benign captures is counted") {
  if (skip_without_corpora()) return;
  const Totals totals = read_folder(corpora() + "/benign-pcap");
  CHECK(totals.records == 137833);
  CHECK(totals.exchanges >= 1300);
  CHECK(totals.unopened == 0);
}

TEST_CASE("every packet of the attack captures is counted") {
  if (skip_without_corpora()) return;
  const Totals totals = read_folder(corpora() + "/attack-pcap");
  CHECK(totals.records == 4666);
  CHECK(totals.exchanges >= 820);
}

TEST_CASE("malformed captures neither crash nor lose a packet") {
  if (skip_without_corpora()) return;
  read_folder(corpora() + "/robustness-pcap");
}

TEST_CASE("the captures of the Suricata tests are counted") {
  if (skip_without_corpora()) return;
  if (!is_folder(corpora() + "/oracle-suricata")) return;
  std::uint64_t captures = 0;
  const auto names = list_tree(corpora() + "/oracle-suricata");
  REQUIRE(names);
  for (const std::string& name : *names) {
    if (extension(name) != ".pcap" && extension(name) != ".pcapng") continue;
    const std::string path = join_path(corpora() + "/oracle-suricata", name);
    CAPTURE(path);
    const Counted counted = count_with_libpcap(path);
    const CaptureResult result = read_all(open_packets(path, {}));
    CHECK(result.counts.records_read + result.counts.records_rejected >= counted.packets);
    ++captures;
  }
  CHECK(captures > 100);
}

}  // namespace
}  // namespace sig::traffic
