#pragma once

// The examples of signatures as packets with right checksums, each from a client of its own.
#include <string>
#include <string_view>
#include <vector>

#include "model/signature.h"
#include "tests/support/packet_builder.h"

namespace sig::test {

/// Packets of one capture, a millisecond apart.
class ExampleCapture {
 public:
  /// Adds an example `times` times; the address of its client, by which its alerts are told.
  std::string add(Surface surface, std::string_view example, std::uint32_t times = 1) {
    ++clients_;
    const std::string client = "10." + std::to_string(clients_ / 65536) + "." +
                               std::to_string(clients_ / 256 % 256) + "." +
                               std::to_string(clients_ % 256);
    for (std::uint32_t i = 0; i < times; ++i)
      add_once(surface, example, client, 20000 + static_cast<int>(i));
    return client;
  }

  std::string file() const { return pcap_header() + records_; }

 private:
  static constexpr std::string_view server = "192.0.2.2";
  static constexpr int fin = 1, syn = 2, push = 8, ack = 16;

  void add_once(Surface surface, std::string_view example, const std::string& client, int port) {
    switch (surface) {
      case Surface::HttpRequest:
        return conversation(
            client, port, 80, example, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
      case Surface::HttpResponse: {
        const size_t end = example.find("\r\n\r\nHTTP/1.") + 4;
        return conversation(client, port, 80, example.substr(0, end), example.substr(end));
      }
      case Surface::Stream:
        return conversation(client, port, 6000, example, "");
      case Surface::Tls:
        return conversation(client, port, 443, client_hello(example), "");
      case Surface::Dns:
        return packet(ethernet(ipv4({.source = client, .protocol = 17},
                                    udp(port, 53, dns_query(example), client, server))));
      default:
        return packet(ethernet(whole_packet(example, client, port)));
    }
  }

  void packet(std::string_view bytes) {
    const std::uint64_t now = 1767225600000 + milliseconds_++;
    records_ += little(now / 1000, 4) + little(now % 1000 * 1000, 4) + little(bytes.size(), 4) +
                little(bytes.size(), 4) + std::string(bytes);
  }

  void conversation(const std::string& client,
                    int port,
                    int server_port,
                    std::string_view request,
                    std::string_view answer) {
    std::uint32_t mine = 1000;
    std::uint32_t theirs = 5000;
    const auto send = [&](bool from_client, int flags, std::string_view bytes = {}) {
      const Tcp fields{.source_port = from_client ? port : server_port,
                       .destination_port = from_client ? server_port : port,
                       .sequence = from_client ? mine : theirs,
                       .acknowledgement = flags == syn ? 0 : (from_client ? theirs : mine),
                       .flags = flags};
      const std::string source(from_client ? std::string_view(client) : server);
      const std::string destination(from_client ? server : std::string_view(client));
      packet(ethernet(ipv4({.source = source, .destination = destination},
                           tcp(fields, bytes, source, destination))));
      const auto length = static_cast<std::uint32_t>(bytes.size()) + (flags & (syn | fin) ? 1 : 0);
      (from_client ? mine : theirs) += length;
    };
    send(true, syn);
    send(false, syn | ack);
    send(true, ack);
    for (const bool from_client : {true, false}) {
      for (std::string_view rest = from_client ? request : answer; !rest.empty();) {
        send(from_client, push | ack, rest.substr(0, 1400));
        rest.remove_prefix(std::min<size_t>(1400, rest.size()));
        send(!from_client, ack);
      }
    }
    send(true, fin | ack);
    send(false, fin | ack);
    send(true, ack);
  }

  /// An example of `packet`: a whole IPv4 packet with another sender, else the payload of one.
  static std::string whole_packet(std::string_view example, const std::string& client, int port) {
    if (!example.starts_with('E')) {
      return ipv4({.source = client}, tcp({.source_port = port}, example, client, server));
    }
    std::string header(example.substr(0, 20));
    std::string behind(example.substr(20));
    header.replace(12, 4, address_bytes(client));
    header.replace(10, 2, big(0, 2));
    header.replace(10, 2, big(internet_checksum(header), 2));
    if (header[9] == 6) {
      behind.replace(16, 2, big(0, 2));
      const std::string pseudo = header.substr(12, 8) + big(6, 2) + big(behind.size(), 2);
      behind.replace(16, 2, big(internet_checksum(pseudo + behind), 2));
    } else if (header[9] == 1) {
      behind.replace(2, 2, big(0, 2));
      behind.replace(2, 2, big(internet_checksum(behind), 2));
    }
    return header + behind;
  }

  static std::string dns_query(std::string_view name) {
    std::string labels;
    while (!name.empty()) {
      const std::string_view label = name.substr(0, name.find('.'));
      labels += big(label.size(), 1) + std::string(label);
      name.remove_prefix(std::min(label.size() + 1, name.size()));
    }
    return big(0x1234, 2) + big(0x0100, 2) + big(1, 2) + big(0, 6) + labels + big(0, 1) +
           big(1, 2) + big(1, 2);
  }

  static std::string client_hello(std::string_view name) {
    const std::string entry = big(0, 1) + big(name.size(), 2) + std::string(name);
    const std::string list = big(entry.size(), 2) + entry;
    const std::string extension = big(0, 2) + big(list.size(), 2) + list;
    const std::string body = big(0x0303, 2) + std::string(32, 'r') + big(0, 1) + big(4, 2) +
                             big(0x1301, 2) + big(0xc02f, 2) + big(1, 1) + big(0, 1) +
                             big(extension.size(), 2) + extension;
    const std::string message = big(1, 1) + big(body.size(), 3) + body;
    return big(0x16, 1) + big(0x0301, 2) + big(message.size(), 2) + message;
  }

  std::string records_;
  std::uint64_t milliseconds_ = 0;
  std::uint32_t clients_ = 0;
};

}  // namespace sig::test
