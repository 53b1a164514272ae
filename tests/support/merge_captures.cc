// Makes one large capture of many small ones, for benchmarks and for tests of memory: copy after
// copy, each with its IPv4 addresses moved and its times behind those before, until there are
// enough bytes. Streams; holds one input at a time.
//   merge_captures --megabytes N --output FILE (or - for stdout) CAPTURE_OR_FOLDER...
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/handle.h"
#include "traffic/byte_order.h"
#include "traffic/capture_reader.h"
#include "traffic/chunk_input.h"
#include "traffic/link_layer.h"

namespace {

using namespace sig;

void put32(std::string& out, std::uint32_t value) {
  for (int shift = 0; shift < 32; shift += 8)
    out.push_back(static_cast<char>((value >> static_cast<unsigned>(shift)) & 0xffU));
}

std::string file_header() {
  std::string out;
  put32(out, 0xa1b2c3d4);
  put32(out, 0x00040002);
  put32(out, 0);
  put32(out, 0);
  put32(out, 262144);
  put32(out, 1);
  return out;
}

class Merger {
 public:
  Merger(std::FILE* out, std::uint64_t limit) : out_(out), limit_(limit) { write(file_header()); }

  bool is_full() const { return written_ >= limit_; }
  std::uint64_t packets() const { return packets_; }
  std::uint64_t written() const { return written_; }

  void add(const std::string& path, std::uint32_t copy) {
    auto input = traffic::ChunkInput::open(path);
    if (!input) return;
    auto reader = traffic::open_capture(*std::move(input), path);
    if (!reader) return;
    traffic::CapturedPacket packet;
    const std::int64_t behind = latest_ + 1'000'000'000;
    std::int64_t first = -1;
    while (!is_full() && (*reader)->next(packet) == traffic::CaptureReader::Outcome::Packet) {
      if (packet.link_type != traffic::link_ethernet || !packet.time) continue;
      if (first < 0) first = packet.time->ns;
      const std::int64_t time = behind + std::max<std::int64_t>(0, packet.time->ns - first);
      latest_ = std::max(latest_, time);
      put(packet, time, copy);
    }
  }

 private:
  void put(const traffic::CapturedPacket& packet, std::int64_t time, std::uint32_t copy) {
    record_.clear();
    put32(record_, static_cast<std::uint32_t>(time / 1'000'000'000));
    put32(record_, static_cast<std::uint32_t>(time / 1'000 % 1'000'000));
    put32(record_, static_cast<std::uint32_t>(packet.bytes.size()));
    put32(record_, packet.original_length);
    const size_t begin = record_.size();
    record_.append(packet.bytes);
    move_addresses(std::string_view(record_).substr(begin), begin, copy);
    write(record_);
    ++packets_;
  }

  /// Adds the copy's number to the third byte of both addresses, so that private ones stay private.
  /// The checksums are then wrong: replay with them off.
  void move_addresses(std::string_view frame, size_t begin, std::uint32_t copy) {
    const traffic::Network network = traffic::open_link(traffic::link_ethernet, frame);
    if (network.kind != traffic::Network::Kind::Ip || network.bytes.size() < 20) return;
    if (traffic::byte_at(network.bytes, 0) >> 4U != 4) return;
    const auto at = begin + static_cast<size_t>(network.bytes.data() - frame.data());
    for (const size_t address : {12U, 16U}) {
      char& third = record_[at + address + 2];
      third = static_cast<char>(static_cast<unsigned char>(third) + copy);
    }
  }

  void write(std::string_view bytes) {
    if (std::fwrite(bytes.data(), 1, bytes.size(), out_) != bytes.size()) {
      std::perror("merge_captures");
      std::exit(3);
    }
    written_ += bytes.size();
  }

  std::FILE* out_;
  std::uint64_t limit_;
  std::uint64_t written_ = 0;
  std::uint64_t packets_ = 0;
  std::int64_t latest_ = 1'700'000'000'000'000'000;
  std::string record_;
};

std::vector<std::string> files_of(const std::vector<std::string>& paths) {
  std::vector<std::string> out;
  for (const std::string& path : paths) {
    if (!is_folder(path)) {
      out.push_back(path);
      continue;
    }
    if (auto files = list_tree(path)) {
      for (const std::string& file : *files)
        out.push_back(join_path(path, file));
    }
  }
  return out;
}

}  // namespace

int main(int count, char** arguments) {
  std::uint64_t megabytes = 300;
  std::string output;
  std::vector<std::string> inputs;
  for (int i = 1; i < count; ++i) {
    const std::string word = arguments[i];
    if (word == "--megabytes" && i + 1 < count) {
      megabytes = std::stoull(arguments[++i]);
    } else if (word == "--output" && i + 1 < count) {
      output = arguments[++i];
    } else {
      inputs.push_back(word);
    }
  }
  const std::vector<std::string> files = files_of(inputs);
  if (output.empty() || files.empty()) {
    std::cerr << "usage: merge_captures --megabytes N --output FILE CAPTURE_OR_FOLDER...\n";
    return 2;
  }
  const std::unique_ptr<std::FILE, FreeWith<std::fclose>> file(
      output == "-" ? nullptr : std::fopen(output.c_str(), "wb"));
  std::FILE* out = output == "-" ? stdout : file.get();
  if (out == nullptr) {
    std::perror(output.c_str());
    return 3;
  }
  Merger merger(out, megabytes << 20U);
  std::uint64_t before = 0;
  for (std::uint32_t copy = 0; !merger.is_full(); ++copy) {
    for (const std::string& path : files) {
      if (!merger.is_full()) merger.add(path, copy);
    }
    if (merger.written() == before) {
      std::cerr << "merge_captures: no Ethernet packet in the inputs\n";
      return 1;
    }
    before = merger.written();
  }
  std::fflush(out);
  fmt::print(stderr, "{} packets, {} bytes\n", merger.packets(), merger.written());
}
