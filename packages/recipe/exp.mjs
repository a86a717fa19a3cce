// usage: node exp.mjs name '{"train":{...}}' setting method[,method]
import { parseConfig, openRun, openStore, resolveSettings, trainedPolicies, findMethod, benchmarks } from './dist/index.js';
import { chooseBackend } from '@roro/tensor';
import { runRollouts } from '@roro/engine';
import { learnedRouter, logSpaced, fixedRouter, entropyThresholdRouter } from '@roro/routers';
import { evaluate, outcomeRow } from '@roro/bench';
import { existsSync, mkdirSync, cpSync, appendFileSync } from 'node:fs';
await chooseBackend();
const [,, name, over='{}', settingId='same-family', ms='grpo'] = process.argv;
const o=JSON.parse(over);
const config=parseConfig({ settings:[{id:settingId,pool: settingId==='same-family'?'abacus-same':'abacus-cross'}], runs:'/tmp/expruns', concurrency:256, ...o, collect:{queriesPerBenchmark:160,diverseQueriesPerBenchmark:80,...o.collect}, train:{seeds:[1,2],updates:40,...o.train}});
const seedDir='/tmp/expruns/base-'+settingId;
const run=await openRun(config,name+'-'+settingId);
for(const d of ['steps','trajectories','critical']) if(!existsSync(run.file(d))&&existsSync(seedDir+'/'+d)) cpSync(seedDir+'/'+d,run.file(d),{recursive:true});
if(o.rewardFrom){}
const rewardSeed=seedDir+'/reward'; if(!existsSync(run.file('reward'))&&existsSync(rewardSeed)&&!o.reward) cpSync(rewardSeed,run.file('reward'),{recursive:true});
const context={config,run,onNote:(t)=>console.error(t)}; const store=openStore(context); const [setting]=resolveSettings(config);
const bms=benchmarks; const n=100;
const queries=bms.flatMap(b=>b.queries('validation',n,1));
const grader=q=>bms.find(b=>b.id===q.benchmark);
const rows=[]; const base={generation:config.generation,budget:config.budget,pool:setting.pool,queries,benchmark:grader,store,concurrency:256};
const add=async(router,label,knob,seed)=>{const {trajectories}=await runRollouts({...base,router,seed}); for(const [i,t] of trajectories.entries()) rows.push({...outcomeRow(t,setting.pool,{setting:settingId,split:i%2?'test':'validation',router:label,knob}),seed});};
for(const s of config.train.seeds){ await add(fixedRouter(0),'srm-only',0,s); await add(fixedRouter(-1),'lrm-only',-1,s);}
const t0=Date.now(); const out=[];
for(const m of ms.split(',')){
 if(m==='entropy'){ for(const th of [3,1,.6,.4,.3,.2,.15,.1,.07,.05,.03,.02,.01,0]) for(const s of config.train.seeds) await add(entropyThresholdRouter(th),'entropy',th,s); continue; }
 const t=Date.now(); const pol=await trainedPolicies(context,setting,store,findMethod(m)); out.push(m+' train '+((Date.now()-t)/1000).toFixed(0)+'s');
 const [lo,hi]=config.train.lambda;
 for(const l of logSpaced(lo,hi,10)) for(const s of config.train.seeds) await add(learnedRouter(pol.get(s),l,{id:m}),m,Number(l.toPrecision(4)),s);
}
const flip=rows.map(r=>({...r,split:r.split==='test'?'validation':'test'}));
const A=evaluate({run:'x',rows,pools:{[settingId]:setting.pool.models.map(m=>m.id)},replicates:2});
const B=evaluate({run:'x',rows:flip,pools:{[settingId]:setting.pool.models.map(m=>m.id)},replicates:2});
const res={};
for(const R of [A,B]) for(const b of R.settings[0].benchmarks) for(const r of b.routers){ const k=r.router; (res[k]??={}); for(const B2 of ['20','40','60']){ (res[k][b.benchmark+B2]??=0); res[k][b.benchmark+B2]+=r.budgetedAccuracy[B2].value/2; } }
const tr=['sums','mixed','modular'], all=[...tr,'long','word'];
for(const k of Object.keys(res)){ if(k==='lrm-only')continue; const avg=(bs,B2)=>bs.reduce((s,b)=>s+res[k][b+B2],0)/bs.length*100;
 const line=`${name} ${settingId} ${k.padEnd(10)} train3 ${['20','40','60'].map(B2=>avg(tr,B2).toFixed(1)).join('/')} all5 ${['20','40','60'].map(B2=>avg(all,B2).toFixed(1)).join('/')}  sums40 ${(100*res[k].sums40).toFixed(1)} mixed40 ${(100*res[k].mixed40).toFixed(1)} mod40 ${(100*res[k].modular40).toFixed(1)} long40 ${(100*res[k].long40).toFixed(1)} word40 ${(100*res[k].word40).toFixed(1)}`; console.log(line); appendFileSync('/tmp/exp/log.txt',line+'\n');}
console.log(out.join(' | '), ((Date.now()-t0)/1000).toFixed(0)+'s');
store.close();
