#include <catch2/catch.hpp>

#include "session_units.h"

namespace sig::protocol {
namespace {

std::vector<Said> conversation(const std::string& mail) {
  return {{false, "220 mail.example\r\n"},
          {true, "EHLO me\r\n"},
          {false, "250-mail.example\r\n250 OK\r\n"},
          {true, "MAIL FROM:<a@example.org> SIZE=9\r\n"},
          {false, "250 OK\r\n"},
          {true, "RCPT TO:<b@example.org>\r\n"},
          {false, "250 OK\r\n"},
          {true, "DATA\r\n"},
          {false, "354 go on\r\n"},
          {true, mail + ".\r\n"},
          {false, "250 OK\r\n"}};
}

std::string with_file(std::string_view encoding, std::string_view content) {
  return "Content-Type: multipart/mixed;\r\n boundary=\"xx\"\r\n\r\nfirst\r\n--xx\r\n"
         "Content-Disposition: attachment; filename=\"a.txt\"\r\nContent-Transfer-Encoding: " +
         std::string(encoding) + "\r\n\r\n" + std::string(content) + "\r\n--xx--\r\n";
}

std::string envelope(const std::string& file) {
  return "smtp >0 smtp.helo=me smtp.mail_from=<a@example.org> smtp.rcpt_to=<b@example.org>" + file;
}

struct Row {
  const char* encoding;
  const char* content;
  const char* shown;
};

}  // namespace

TEST_CASE("a mail is one transaction with its envelope and the files in it") {
  const Row rows[] = {{"8bit", "two\r\nlines", "two\r\nlines"},
                      {"8bit", "..dot", ".dot"},
                      {"base64", "aGVs\r\nbG8=", "hello"},
                      {"quoted-printable", "a=3Db=\r\nc", "a=bc"}};
  for (const Row& row : rows) {
    CAPTURE(row.encoding, row.content);
    const Lines seen = lines_of(25, conversation(with_file(row.encoding, row.content)));
    CHECK(seen.has(envelope(std::string(" file.data=") + row.shown + " file.name=a.txt")));
  }
}

TEST_CASE("a boundary that is too long is an event") {
  const Lines seen = lines_of(25,
                              conversation("Content-Type: multipart/mixed; boundary=\"" +
                                           std::string(300, 'A') + "\"\r\n\r\n"));
  CHECK(seen.has(envelope(" !mime_long_boundary")));
}

TEST_CASE("what follows STARTTLS is TLS or an event") {
  const std::vector<Said> start = {{false, "220 a\r\n"},
                                   {true, "EHLO b\r\n"},
                                   {false, "250 OK\r\n"},
                                   {true, "STARTTLS\r\n"},
                                   {false, "220 go on\r\n"}};
  auto not_tls = start;
  not_tls.push_back({true, "GET / HTTP/1.1\r\n\r\n"});
  CHECK(lines_of(25, not_tls).has_event("applayer_no_tls_after_starttls"));
}

TEST_CASE("SMTP is the same however it is cut") {
  const auto pieces = conversation(with_file("base64", "aGVs\r\nbG8="));
  const auto whole = lines_of(25, pieces).lines;
  for (unsigned seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    CHECK(lines_of(25, cut(pieces, seed)).lines == whole);
  }
}

TEST_CASE("commands of FTP are transactions with what stands behind the command") {
  const Lines seen = lines_of(21,
                              {{false, "220 (a)\r\n"},
                               {true, "USER me\r\n"},
                               {false, "331 ok\r\n"},
                               {true, "PASS secret\r\n"}});
  CHECK(seen.has("ftp >0 ftp.command_data=me"));
  CHECK(seen.has("ftp >1 ftp.command_data=secret"));
}

TEST_CASE("a command of FTP that is too long is an event") {
  const Lines seen = lines_of(21, {{true, "USER " + std::string(5000, 'a') + "\r\n"}});
  REQUIRE(seen.lines.size() == 1);
  CHECK(seen.lines[0].ends_with("!request_command_too_long"));
}

TEST_CASE("SNMP shows its community, or the user of version 3") {
  Lines seen;
  const AppContext context = everything_of_http();
  AppSession session(context, 17, 40000, 161);
  session.data(true, std::string("\x30\x0d\x02\x01\x01\x04\x06public\xa0\x00", 15), seen);
  session.data(true, std::string("\x30\x0d\x02\x01\x01\x04\x16public\xa0\x00", 15), seen);
  CHECK(seen.has("snmp >0 snmp.community=public #2"));
  CHECK(seen.has("snmp >1 !malformed_data"));
}

}  // namespace sig::protocol
