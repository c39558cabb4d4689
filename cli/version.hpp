#pragma once
namespace stepdown {
inline constexpr const char* program_version = "0.1.0";
}
