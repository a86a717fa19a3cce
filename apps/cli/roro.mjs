#!/usr/bin/env node
// What `bin` names is there before anything is built, so that an install can link it.
import './dist/bin.js';
