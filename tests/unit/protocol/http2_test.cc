// HTTP/2 from the preface to the units of its streams.
#include <zlib.h>

#include <catch2/catch.hpp>

#include "http2_frames.h"

namespace sig::protocol {
namespace {

/// The unit of one side of a transaction; an empty one when there is none.
SeenUnit unit_of(const SeenUnits& seen, std::uint32_t transaction, bool to_server) {
  for (const SeenUnit& unit : seen.units)
    if (unit.transaction == transaction && unit.to_server == to_server) return unit;
  return {};
}

bool any_has(const SeenUnits& seen, std::string_view event) {
  return std::any_of(seen.units.begin(), seen.units.end(), [event](const SeenUnit& unit) {
    return unit.has_event(event);
  });
}

/// A request with a header block of that shape, whole.
SeenUnits request_of(const std::string& frames) {
  return h2_units({{true, http2_preface + frames}});
}

std::string gzipped(const std::string& text) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(text.size() + 256, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::vector<Said> conversation() {
  Coder client, server;
  const Fields ok{{":status", "200"}, {"server", "s"}, {"content-encoding", "gzip"}};
  const std::string zipped = gzipped("a long text, a long text");
  return {
      {true, http2_preface + h2_settings(4, 65535) + h2_frame(8, 0, 0, be(1000, 4))},
      {false, h2_settings(3, 100) + h2_frame(4, 1, 0, "")},
      {true, client.headers(1, end_stream, h2_get("/first"))},
      {true,
       client.headers(3, 0, {{":method", "POST"}, {":path", "/up"}, {"cookie", "a=1"}}) +
           h2_data(3, "part one, ")},
      {false,
       server.headers(1, 0, ok) + h2_data(1, zipped.substr(0, 9)) +
           h2_frame(0, padded | end_stream, 1, be(3, 1) + zipped.substr(9) + "PPP")},
      {true, h2_frame(8, 0, 1, be(77, 4)) + h2_data(3, "part two", end_stream)},
      {false, server.headers(3, end_stream, {{":status", "404"}})},
      {true, h2_frame(7, 0, 0, be(3, 4) + be(0, 4))},
  };
}

}  // namespace

TEST_CASE("pseudo headers and headers of HTTP/2 make the buffers of http") {
  Coder client;
  Fields fields = h2_get("/a?b=%41");
  fields[3].second = "me@Host.Example:8080";
  fields.insert(fields.end(),
                {{"user-agent", "ua"}, {"cookie", "a=1"}, {"cookie", "b=2"}, {"accept", " x "}});
  const SeenUnits seen = request_of(client.headers(1, end_stream, fields));
  const SeenUnit unit = unit_of(seen, 0, true);
  CHECK(unit.value(IpsBuffer::HttpUri) == "/a?b=%41");
  CHECK(unit.value(IpsBuffer::HttpUriRaw) == "/a?b=%41");
  CHECK(unit.value(IpsBuffer::HttpMethod) == "GET");
  CHECK(unit.value(IpsBuffer::HttpHost) == "host.example");
  CHECK(unit.value(IpsBuffer::HttpHostRaw) == "me@Host.Example:8080");
  CHECK(unit.value(IpsBuffer::HttpProtocol) == "HTTP/2");
  CHECK(unit.value(IpsBuffer::HttpRequestLine) == "GET /a?b=%41 HTTP/2\r\n");
  CHECK(unit.value(IpsBuffer::HttpUserAgent) == "ua");
  CHECK(unit.value(IpsBuffer::HttpCookie) == "a=1, b=2");
  CHECK(unit.value(IpsBuffer::HttpHeader) ==
        ":method: GET\r\n:path: /a?b=%41\r\n:scheme: http\r\n:authority: me@Host.Example:8080\r\n"
        "user-agent: ua\r\naccept: x\r\n");
  CHECK(unit.value(IpsBuffer::HttpHeaderNames) ==
        "\r\n:method\r\n:path\r\n:scheme\r\n:authority\r\nuser-agent\r\ncookie\r\ncookie\r\n"
        "accept\r\n\r\n");
  CHECK(unit.all(IpsBuffer::HttpRequestHeader).back() == "accept:  x ");
  CHECK(unit.all(IpsBuffer::Http2HeaderName).size() == 8);
  CHECK(unit.has_event("http2.userinfo_in_uri"));
}

TEST_CASE("a conversation is a transaction per stream and per frame of the connection") {
  const SeenUnits seen = h2_units(conversation());
  CHECK(unit_of(seen, 3, true).value(IpsBuffer::HttpUri) == "/first");
  CHECK(unit_of(seen, 3, false).value(IpsBuffer::HttpStatCode) == "200");
  CHECK(unit_of(seen, 3, false).value(IpsBuffer::HttpResponseLine) == "HTTP/2 200\r\n");
  CHECK(unit_of(seen, 3, false).value(IpsBuffer::FileData) == "a long text, a long text");
  CHECK(unit_of(seen, 4, true).value(IpsBuffer::HttpRequestBody) == "part one, part two");
  CHECK(unit_of(seen, 4, false).value(IpsBuffer::HttpStatCode) == "404");
  CHECK(unit_of(seen, 5, true).value(IpsBuffer::HttpRequestLine) == "  HTTP/2\r\n");
}

TEST_CASE("however an HTTP/2 conversation is cut, the units are the same") {
  const Lines whole = lines_of(8080, conversation());
  CHECK(whole.lines.size() == 12);
  for (unsigned seed = 0; seed < 200; ++seed) {
    INFO("seed " << seed);
    const Lines pieces = lines_of(8080, cut(conversation(), seed));
    REQUIRE(pieces.lines == whole.lines);
    REQUIRE(pieces.events == whole.events);
  }
}

TEST_CASE("header blocks may be padded, have a priority and go on") {
  Coder client;
  const std::string block = client.block(h2_get("/a"));
  const std::string priority = be(0, 4) + be(9, 1);
  const auto frames = GENERATE_COPY(
      h2_frame(1, end_stream | end_headers | padded, 1, be(2, 1) + block + zeros(2)),
      h2_frame(1, end_stream | end_headers | with_priority, 1, priority + block),
      h2_frame(1, end_stream, 1, block.substr(0, 1)) + h2_frame(9, 0, 1, block.substr(1, 4)) +
          h2_frame(9, end_headers, 1, block.substr(5)));
  const SeenUnits seen = request_of(frames);
  REQUIRE(seen.units.size() == 1);
  CHECK(seen.units[0].value(IpsBuffer::HttpUri) == "/a");
  CHECK(seen.units[0].value(IpsBuffer::HttpHost) == "host.example");
  CHECK(seen.units[0].events.empty());
}

TEST_CASE("frames give the numbers of the http2 keywords") {
  Coder client;
  const std::string reset = h2_frame(3, 0, 1, be(8, 4));
  const Lines seen = lines_of(
      8080,
      {{true, http2_preface + h2_settings(2, 5) + client.headers(1, 0, h2_get("/")) + reset}});
  // To the server: SETTINGS and ENABLE_PUSH; then HEADERS, RST_STREAM, CANCEL.
  const auto ends_with = [&seen](size_t line, std::string_view text) {
    return line < seen.lines.size() && seen.lines[line].ends_with(text);
  };
  REQUIRE(seen.lines.size() == 3);
  CHECK(ends_with(0, " #4 #" + std::to_string((2ULL << 32U) + 5)));
  CHECK(ends_with(2, " #1 #3 #8"));
}

TEST_CASE("a size update of the table is a number, and a field without a name") {
  Coder client;
  const SeenUnits seen = request_of(
      h2_frame(1, end_stream | end_headers, 1, "\x3f\xe1\x1f" + client.block(h2_get("/a"))));
  REQUIRE(seen.units.size() == 1);
  CHECK(seen.units[0].all(IpsBuffer::Http2HeaderName)[0].empty());
  CHECK(seen.units[0].value(IpsBuffer::HttpUri) == "/a");
}

TEST_CASE("what comes behind the end of a side or of a stream is shown later") {
  Coder client, server;
  const Lines seen = lines_of(8080,
                              {{true, http2_preface + client.headers(1, end_stream, h2_get("/"))},
                               {true, h2_frame(8, 0, 1, be(77, 4))},
                               {false, server.headers(1, end_stream, {{":status", "200"}})},
                               {true, h2_frame(8, 0, 1, be(78, 4)) + h2_frame(3, 0, 1, be(8, 4))}});
  REQUIRE(seen.lines.size() == 4);
  CHECK(seen.lines[1] == "http2 >0 #8 #77");
  CHECK(seen.lines[2].starts_with("http2 <0 "));
  CHECK(seen.lines[3] == "http2 >1 #3 #8");
}

TEST_CASE("a pushed stream shows the request that was promised on the server's side") {
  Coder client, server;
  const SeenUnits seen = h2_units(
      {{true, http2_preface + client.headers(1, end_stream, h2_get("/"))},
       {false,
        h2_frame(5, end_headers, 1, be(2, 4) + server.block(h2_get("/pushed"))) +
            server.headers(2, 0, {{":status", "200"}}) + h2_data(2, "pushed", end_stream)}});
  const SeenUnit pushed = unit_of(seen, 1, false);
  CHECK(pushed.value(IpsBuffer::HttpResponseBody) == "pushed");
  CHECK(pushed.all(IpsBuffer::HttpResponseHeader)[1] == ":path: /pushed");
}

TEST_CASE("a request without an end shows its fields when the flow ends, and no more") {
  Coder client;
  const SeenUnits seen = request_of(client.headers(1, 0, h2_get("/a")));
  REQUIRE(seen.units.size() == 1);
  CHECK(seen.units[0].value(IpsBuffer::HttpUri) == "(none)");
  CHECK(seen.units[0].all(IpsBuffer::HttpRequestHeader)[1] == ":path: /a");
}

TEST_CASE("an upgrade from HTTP/1 answers its request on stream 1") {
  Coder server;
  const SeenUnits seen = h2_units(
      {{true,
        "GET /old HTTP/1.1\r\nHost: h.example\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n"
        "HTTP2-Settings: AAMAAABk\r\n\r\n"},
       {false,
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n" +
            h2_settings(3, 9)},
       {true, http2_preface + h2_settings(3, 8)},
       {false, server.headers(1, 0, {{":status", "200"}}) + h2_data(1, "new", end_stream)}});
  const auto request = std::find_if(seen.units.begin(), seen.units.end(), [](const SeenUnit& unit) {
    return unit.to_server && unit.value(IpsBuffer::HttpProtocol) == "HTTP/2";
  });
  REQUIRE(request != seen.units.end());
  CHECK(request->value(IpsBuffer::HttpUri) == "/old");
  CHECK(request->value(IpsBuffer::HttpHost) == "h.example");
  CHECK(std::any_of(seen.units.begin(), seen.units.end(), [](const SeenUnit& unit) {
    return unit.value(IpsBuffer::HttpResponseBody) == "new";
  }));
}

TEST_CASE("a server's first settings show HTTP/2 on port 80") {
  CHECK(detect_protocol(6, false, 40000, 80, h2_settings(3, 9)) == AppProtocol::Http2);
  CHECK(detect_protocol(6, false, 40000, 80, h2_settings(3, 9).substr(0, 8)) ==
        AppProtocol::Unknown);
  CHECK(detect_protocol(6, false, 40000, 8080, h2_settings(3, 9)) != AppProtocol::Http2);
}

TEST_CASE("what is wrong with HTTP/2 is an event") {
  struct Case {
    const char* name;
    std::string frames;
    const char* event;
  };
  Coder client;
  const std::string get = client.block(h2_get("/"));
  const auto headers = [](const std::string& block) {
    return h2_frame(1, end_stream | end_headers, 1, block);
  };
  const auto row = GENERATE_COPY(values<Case>({
      {"an index of nothing", headers("\x80"), "http2.invalid_header"},
      {"an index beyond the table", headers("\xfe"), "http2.invalid_header"},
      {"a number without end", headers(std::string(40, '\xff')), "http2.invalid_header"},
      {"a table larger than any", headers("\x3f\xff\xff\xff\x7f"), "http2.invalid_header"},
      {"a field cut off", headers(get + std::string("\0\x7f", 2)), "http2.invalid_frame_data"},
      {"more padding than frame",
       h2_frame(1, end_headers | padded, 1, "\xff" + get),
       "http2.invalid_frame_data"},
      {"a short reset", h2_frame(3, 0, 1, "ab"), "http2.invalid_frame_length"},
      {"a long window update", h2_frame(8, 0, 0, "abcde"), "http2.invalid_frame_length"},
      {"a frame too long", h2_frame(77, 0, 1, std::string(70000, 'x')), "http2.long_frame_data"},
      {"hosts that differ",
       headers(Coder().block({{":authority", "a"}, {"host", "b"}})),
       "http2.authority_host_mismatch"},
  }));
  INFO(row.name);
  CHECK(any_has(request_of(row.frames), row.event));
}

TEST_CASE("a body whose coding is not what it says is an event") {
  Coder client, server;
  const SeenUnits seen =
      h2_units({{true, http2_preface + client.headers(1, end_stream, h2_get("/"))},
                {false,
                 server.headers(1, 0, {{":status", "200"}, {"content-encoding", "gzip"}}) +
                     h2_data(1, "no gzip", end_stream)}});
  CHECK(any_has(seen, "http2.failed_decompression"));
  CHECK(unit_of(seen, 0, false).value(IpsBuffer::HttpResponseBody) == "(none)");
}

TEST_CASE("a closed stream that is used again is an event") {
  Coder client, server;
  const SeenUnits seen =
      h2_units({{true, http2_preface + client.headers(1, end_stream, h2_get("/"))},
                {false, server.headers(1, end_stream, {{":status", "200"}})},
                {true, client.headers(1, end_stream, h2_get("/again"))}});
  CHECK(any_has(seen, "http2.stream_id_reuse"));
  CHECK(unit_of(seen, 1, true).value(IpsBuffer::HttpUri) == "/again");
}

TEST_CASE("headers are read again behind a block that was wrong") {
  Coder client;
  const SeenUnits seen = request_of(h2_frame(1, end_stream | end_headers, 1, "\xfe") +
                                    client.headers(3, end_stream, h2_get("/next")));
  CHECK(unit_of(seen, 1, true).value(IpsBuffer::HttpUri) == "/next");
}

TEST_CASE("a header bomb is kept within bounds") {
  // One large entry of the table, named again by a byte each.
  std::string bomb("\x40\x01", 2);
  bomb += "n\x7f\x81\x1e" + std::string(4000, 'v');
  bomb += std::string(60000, '\xbe');
  const AppContext context = everything_of_http();
  SeenUnits seen;
  const auto parser = make_http2_parser(context);
  CHECK(parser->data(true, http2_preface + h2_frame(1, end_headers, 1, bomb), seen));
  CHECK(parser->held_bytes() < (4U << 20U));
  parser->end(true, seen);
  REQUIRE(seen.units.size() == 1);
  CHECK(seen.units[0].all(IpsBuffer::Http2HeaderName).size() > 50);
}

TEST_CASE("streams that never end are kept within bounds") {
  AppContext context = everything_of_http();
  context.limits.transactions = 16;
  Coder client;
  SeenUnits seen;
  const auto parser = make_http2_parser(context);
  parser->data(true, http2_preface, seen);
  for (std::uint32_t stream = 1; stream < 2000; stream += 2) {
    const std::string body(3000, 'b');
    parser->data(true, client.headers(stream, 0, h2_get("/")) + h2_data(stream, body), seen);
  }
  CHECK(parser->held_bytes() < (1U << 20U));
  CHECK(seen.units.size() == 1000 - 16);
  parser->end(true, seen);
  CHECK(seen.units.size() == 1000);
}

TEST_CASE("lost bytes of content leave the stream readable, other lost bytes do not") {
  Coder client;
  const AppContext context = everything_of_http();
  SeenUnits seen;
  const auto parser = make_http2_parser(context);
  const std::string body = h2_data(1, std::string(100, 'x'), end_stream);
  parser->data(true, http2_preface + client.headers(1, 0, h2_get("/")), seen);
  parser->data(true, body.substr(0, 29), seen);
  CHECK(parser->gap(true, 80, seen));
  REQUIRE(seen.units.size() == 1);
  CHECK(seen.units[0].value(IpsBuffer::HttpRequestBody) == std::string(20, 'x'));
  CHECK_FALSE(parser->gap(true, 1, seen));
  CHECK_FALSE(parser->data(true, body, seen));
}

TEST_CASE("any bytes behind the preface are survived") {
  for (unsigned seed = 0; seed < 300; ++seed) {
    std::mt19937 random(seed);
    std::vector<Said> said = conversation();
    for (int changes = 0; changes < 8; ++changes) {
      std::string& bytes = said[random() % said.size()].bytes;
      bytes[random() % bytes.size()] = static_cast<char>(random() % 256);
    }
    INFO("seed " << seed);
    CHECK(lines_of(80, said).lines == lines_of(80, cut(said, seed)).lines);
  }
}

}  // namespace sig::protocol
