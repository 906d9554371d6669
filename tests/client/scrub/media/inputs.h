// SPDX-License-Identifier: Apache-2.0
// Recordings for the tests, made once per build folder by make_inputs; and what ffmpeg, ffprobe and
// exiftool say of a file: witnesses that share no code with the scrubber.
#pragma once

#include <adit/bytes.h>

#include <string>
#include <vector>

namespace adit::test {

// All names that make_inputs makes.
const std::vector<std::string>& media_names();
ByteVector media_input(std::string_view name);

// What is shown and heard: of each stream its kind and the digests of its decoded pictures and sound.
// `options` are ffmpeg's, for the input.
std::vector<std::string> decoded(ByteSpan file, std::string_view extension, const std::string& options = "");
// The same with the time of each.
std::vector<std::string> decoded_with_times(ByteSpan file, std::string_view extension);
// Tags of the file and its streams, as "name=value".
std::vector<std::string> probed_tags(ByteSpan file, std::string_view extension);
// The rotation that a player applies, in degrees, or nothing.
std::string probed_rotation(ByteSpan file, std::string_view extension);

}  // namespace adit::test
