#pragma once

#include <string_view>
#include <vector>

namespace sig::cli {

/// A file that is part of the program (cli/embed.cmake), by its path in its folder.
struct EmbeddedFile {
  std::string_view path;
  std::string_view content;
};

/// cli/starter: the repository that `init` writes; @PROJECT@ stands for the project's name.
std::vector<EmbeddedFile> starter_files();
/// The JSON Schemas of what people write, that editors check with; `init` writes them too.
std::vector<EmbeddedFile> editor_schemas();
/// cli/assets: the template, style and script of the HTML report.
std::vector<EmbeddedFile> asset_files();

}  // namespace sig::cli
